"""Where data of persons lie in reconciliation."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _handled(person: Person) -> Q:
    return Q(maker=person) | Q(resolved_by=person)


def _brought(person: Person) -> Q:
    return Q(brought_by=person) | Q(released_by=person) | Q(detail__aside_by=person.pk)


register(
    Place("reconciliation.BankFile", _brought, {}, title=_("上传、确认或搁置过的银行文件")),
    Place("reconciliation.Difference", _handled, {}, title=_("处理过的对账差异")),
)
not_personal(
    {
        "reconciliation.BankFile": ("name", "sha256", "kind", "state", "problem", "detail"),
        "reconciliation.BankFileContent": (
            "purpose", "algorithm", "key_id", "wrapped_key", "content",
        ),
        "reconciliation.BankCursor": ("link", "position"),
        "reconciliation.StatusBeingRead": ("end_to_end_id", "status", "reason", "stood"),
        "reconciliation.LineBeingRead": (
            "reference", "other_reference", "told_reference", "end_to_end_id", "direction",
            "reason", "counterparty", "remark", "demanded", "stood", "verdict",
        ),
        "reconciliation.BankStatement": ("statement_id", "content", "unnamed"),
        "reconciliation.StatementLine": (
            "reference", "end_to_end_id", "direction", "reason", "counterparty", "remark", "state",
        ),
        "reconciliation.Difference": ("kind", "owner", "state", "done", "note"),
    },
    why="what the bank says of a department's account; who dealt with it stays as a number",
)  # fmt: skip
