"""What is known of organisations: facts with their sources, and who may see them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Organisation, Person

NAME_CHARS_MAX = 120
VALUE_CHARS_MAX = 2_000
NOTE_CHARS_MAX = 200
REASON_CHARS_MAX = 500


class Visibility(models.TextChoices):
    """Who sees a fact besides the organisation itself, from the fewest to the most."""

    OWN = "own", _("仅本机构")
    CENTRE = "centre", _("转移中心可见")
    REVIEWERS = "reviewers", _("中心和审核部门可见")
    EVERYONE = "everyone", _("所有人可见")


class Source(models.TextChoices):
    """Who says so."""

    SELF = "self", _("企业自报")
    DEPARTMENT = "department", _("部门共享")
    FILE = "file", _("文件导入")


class FactState(models.TextChoices):
    """What the organisation says to a fact. A disputed one counts as unknown."""

    STATED = "stated", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    DISPUTED = "disputed", _("有异议")
    REPLACED = "replaced", _("已被更正")


class FactQuerySet(ScopedQuerySet["Fact"]):
    """Facts, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """As `profiles.access` decides, which alone does."""
        from zhiqiao.web.profiles.access import facts_for

        return facts_for(actor)

    def current(self) -> "FactQuerySet":
        """Without those that were replaced: at most one for each fact and period."""
        return self.exclude(state=FactState.REPLACED)


class Fact(models.Model):
    """One value of one fact of the dictionary, as someone stated it. What is unknown is no row.

    A row is never rewritten but for what people say to it: its state, and who may see it. Another
    value is another row, which replaces this one.

    Attributes:
        name: a fact of the dictionary; its code would change where the name does not.
        value: in the spelling of `profiles.reading`, in `unit`.
        period: "2025", "2025Q3", "2025-06", or "" for what has none.
        moved_from: the organisation that it was of before that was merged into this one.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(_("事实"), max_length=NAME_CHARS_MAX)
    value = models.TextField(_("值"))
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    period = models.CharField(_("期间"), max_length=10, blank=True)
    as_of = models.DateField(_("数据日期"))
    source = models.CharField(_("来源"), max_length=20, choices=Source.choices)
    source_note = models.CharField(_("来源说明"), max_length=NOTE_CHARS_MAX, blank=True)
    visibility = models.CharField(_("谁能看到"), max_length=20, choices=Visibility.choices)
    state = models.CharField(
        _("状态"), max_length=20, choices=FactState.choices, default=FactState.STATED
    )
    dispute_reason = models.CharField(_("异议"), max_length=REASON_CHARS_MAX, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    moved_from = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ScopedManager.from_queryset(FactQuerySet)()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "name"], name="fact_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "period"],
                condition=~Q(state="replaced"),
                name="one_current_fact",
            ),
            models.CheckConstraint(
                condition=Q(state="disputed") ^ Q(dispute_reason=""), name="dispute_has_a_reason"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; refuses to rewrite one."""
        if self.pk is not None:
            raise TypeError("A fact is never rewritten; state another that replaces it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuses: history stays."""
        raise TypeError("A fact is never removed")

    @property
    def is_current(self) -> bool:
        """Whether nothing has replaced it."""
        return self.state != FactState.REPLACED
