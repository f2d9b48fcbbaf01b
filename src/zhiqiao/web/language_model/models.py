"""What was asked of the language model, as counts, and usable answers, sealed."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.language_model.question import Purpose
from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.vault.models import SealedRow

UNDER_WAY, USED = "", "used"
PURPOSES = {
    Purpose.ANSWER: _("改写答案"),
    Purpose.JUDGE: _("评候选成果"),
    Purpose.REASONS: _("写匹配理由"),
    Purpose.DRAFT: _("起草需求"),
}


class CallQuerySet(ScopedQuerySet["Call"]):
    """Calls, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """All, for who looks after the system; they hold no text."""
        may = isinstance(actor, Person) and actor.may(Permission.SYSTEM_READ)
        return Q() if may else Q(pk__in=[])


class Call(models.Model):
    """One call of the model that went out: whose matter, what for, what it cost, how it ended.

    Attributes:
        organisation: whose budget it counts to; None: the site's alone.
        digest: keyed, of the model, the prompt's version and the texts; empty where the answer
            is not kept.
        tokens: the most it may cost while it is under way, then what it did.
        outcome: a code word; empty while it is under way.
    """

    purpose = models.CharField(
        _("用途"), max_length=10, choices=[(each.value, word) for each, word in PURPOSES.items()]
    )
    model = models.CharField(_("模型"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)
    tokens = models.PositiveIntegerField(_("令牌数"))
    outcome = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(CallQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["asked_at", "organisation"], name="model_call_of_day")]

    @property
    def is_used(self) -> bool:
        """Whether the answer could be used."""
        return self.outcome == USED


class KeptAnswerQuerySet(ScopedQuerySet["KeptAnswer"]):
    """Kept answers, for nobody: the site alone reads them."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:  # noqa: ARG004 -- nobody
        """None."""
        return Q(pk__in=[])


class KeptAnswer(SealedRow):
    """A usable answer, sealed; found again by the digest of what was asked, until it expires."""

    digest = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(db_index=True)

    objects = ScopedManager.from_queryset(KeptAnswerQuerySet)()
