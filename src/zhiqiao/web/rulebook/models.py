"""Who answers for the rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Organisation


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
