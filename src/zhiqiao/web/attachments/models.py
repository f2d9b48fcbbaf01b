"""The files that people hand in: what they are, and apart from that their sealed contents."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.attachments.kinds import AttachmentKind
from zhiqiao.web.vault.models import SealedRow

NAME_CHARS_MAX = 200
OWN_READERS = (Permission.APPLY, Permission.PROFILE_READ)
"""Who reads the files of the organisation that they act for."""


class AttachmentQuerySet(ScopedQuerySet["Attachment"]):
    """Attachments, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of one's own organisation, and those handed in to one's own department."""
        if not isinstance(actor, Person) or actor.organisation_id is None:
            return Q(pk__in=[])
        own = Q(pk__in=[])
        if any(actor.may(each) for each in OWN_READERS):
            own = Q(organisation_id=actor.organisation_id)
        if actor.may(Permission.APPLICATION_REVIEW):
            own |= Q(handed_to_id=actor.organisation_id)
        return own


class Attachment(models.Model):
    """One file of an organisation. What it holds lies sealed in its `Content`.

    Attributes:
        handed_to: the department that it was handed in to; nobody else outside sees it.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="attachments"
    )
    name = models.CharField(_("文件名"), max_length=NAME_CHARS_MAX)
    kind = models.CharField(_("格式"), max_length=10, choices=AttachmentKind.choices)
    size_bytes = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    handed_to = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ScopedManager.from_queryset(AttachmentQuerySet)()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ContentQuerySet(ScopedQuerySet["Content"]):
    """Contents, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the attachments that the visitor sees."""
        return Q(attachment__in=Attachment.objects.visible_to(actor))


class Content(SealedRow):
    """What a file holds, sealed with a key of its own."""

    REWRAPPED_TOGETHER = 5

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="content")

    objects = ScopedManager.from_queryset(ContentQuerySet)()
