"""What becomes of the bank's files when departments are merged, inside the merger's action."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Left
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.reconciliation.models import (
    BankFile,
    BankStatement,
    Difference,
    DifferenceState,
    StatementLine,
)

KEPT_CHARS = 15
"""Of a reference, beside the number of its row."""


def _tell_apart(source: Organisation, target: Organisation) -> None:
    """Two banks may have named something alike: the merged one's gets its number behind."""
    for rows, name in (
        (StatementLine.objects.unscoped(), "reference"),
        (BankStatement.objects.unscoped(), "statement_id"),
    ):
        taken = rows.filter(organisation=target).values(name)
        alike = rows.filter(organisation=source, **{f"{name}__in": taken})
        alike.update(**{name: Concat(Left(name, KEPT_CHARS), Value("~"), Cast("pk", CharField()))})


def hand_over(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """Gives what is settled to the other department.

    Raises:
        RefusedError: a difference is not resolved.
    """
    differences = Difference.objects.unscoped().filter(organisation=source)
    if differences.exclude(state=DifferenceState.RESOLVED).exists():
        raise RefusedError(
            _("%(name)s还有没处理完的对账差异。请先办完，再合并。") % {"name": source.name}
        )
    count = 0
    _tell_apart(source, target)
    for model in (BankFile, BankStatement, StatementLine, Difference):
        count += model.objects.unscoped().filter(organisation=source).update(organisation=target)
    if count:
        data = {"count": count, "source": source.pk}
        audit(actor=actor, action="move_bank_files", what=target, data=data)
