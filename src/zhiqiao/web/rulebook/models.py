"""Who answers for the rules, and the rules that were published on this site."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Organisation, Person


class DepartmentName(models.Model):
    """A department as rules write it, and the organisation that it is on this site.

    Where there is no row, it is the department of exactly that name.
    """

    name = models.CharField(_("规则中的部门名称"), max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PublishedText(models.Model):
    """The rule of a programme as it was published here. Rows are only ever added.

    The newest row of a programme lies over the file of the folder as a whole. History is in the
    text: its versions and their days.

    Attributes:
        number: the programme's first, second, … publication on this site.
        digest: of this row and of all before it: it says which rules a process judges by.
        repealed_on: the first day without effect; the text stays, so that earlier days are judged
            as ever.
    """

    programme_id = models.CharField(_("事项编号"), max_length=80)
    number = models.PositiveIntegerField(_("第几次发布"))
    text = models.TextField(_("规则原文"))
    digest = models.CharField(max_length=64)
    department = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), auto_now_add=True)
    repealed_on = models.DateField(_("废止日"), null=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_id", "number"], name="one_publication_a_number"
            ),
            models.CheckConstraint(
                condition=Q(is_demo=True)
                | Q(drafted_by__isnull=True, published_by__isnull=True)
                | (
                    Q(drafted_by__isnull=False, published_by__isnull=False)
                    & ~Q(drafted_by=F("published_by"))
                ),
                name="published_by_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; refuses to rewrite one."""
        if self.pk is not None:
            raise TypeError("What was published is never rewritten; publish another text")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuses: history stays."""
        raise TypeError("What was published is never removed")
