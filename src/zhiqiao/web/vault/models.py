"""Texts that only their owners and the centre's confidants read."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.vault.sealing import Sealed


class SealedTextQuerySet(ScopedQuerySet["SealedText"]):
    """Sealed texts, for someone."""

    @staticmethod
    def rows_for(actor: "models.Model | AnonymousUser") -> Q:
        """Those of the organisation, or all for the centre's staff, with the right to read them."""
        grant = getattr(actor, "grant", None)
        if grant is None or Permission.CONFIDENTIAL_READ not in grant.permissions:
            return Q(pk__in=[])
        if Permission.LISTING_ALL in grant.permissions:
            return Q()
        return Q(organisation=grant.organisation) if grant.organisation else Q(pk__in=[])


class SealedRow(models.Model):
    """A row that holds something sealed; its number is the record that the cipher checks.

    Changing the master key rewraps the rows of every model that is one, so many at a time.
    """

    REWRAPPED_TOGETHER = 500

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=20)
    key_id = models.CharField(max_length=40, db_index=True)
    wrapped_key = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        abstract = True

    @property
    def sealed(self) -> Sealed:
        """The sealed text as a value."""
        return Sealed(
            self.pk,
            self.algorithm,
            self.key_id,
            bytes(self.wrapped_key),
            bytes(self.content),
        )


class SealedText(SealedRow):
    """One sealed text of an organisation."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="sealed_texts"
    )

    objects = ScopedManager.from_queryset(SealedTextQuerySet)()
