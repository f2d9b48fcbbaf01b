"""Differences and files as their pages list them."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.ledger import AccountKind
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.reconciliation.models import (
    BankFile,
    BankFileState,
    Difference,
    DifferenceKind,
    DifferenceState,
    Direction,
    LineState,
    StatementLine,
)

MINE = "mine"
BASKETS: Mapping[str, Promise | str] = {
    "": _("待处理"),
    MINE: _("归我办"),
    "proposed": _("待复核"),
    **{str(kind): kind.label for kind in DifferenceKind},
    "resolved": _("已处理"),
}
FILE_BASKETS: Mapping[str, Promise | str] = {
    "": _("全部"),
    "different": _("有差异"),
    **{str(state): state.label for state in BankFileState},
}
_UNRESOLVED = ~Q(state=DifferenceState.RESOLVED)


def _in_basket(basket: str, actor: Person) -> Q:
    if basket == "resolved":
        return Q(state=DifferenceState.RESOLVED)
    if basket == "proposed":
        return Q(state=DifferenceState.PROPOSED)
    if basket == MINE:
        roles = [str(role) for role in actor.roles]
        own = Q(state=DifferenceState.OPEN, owner__in=roles)
        return own | (Q(state=DifferenceState.PROPOSED) & ~Q(maker=actor))
    return _UNRESOLVED & Q(kind=basket) if basket else _UNRESOLVED


def differences_for(actor: Person, *, basket: str, words: str) -> QuerySet[Difference]:
    """The differences that the actor sees, of a basket, that the words find."""
    rows = Difference.objects.visible_to(actor).filter(_in_basket(basket, actor))
    if words:
        rows = rows.filter(
            Q(line__end_to_end_id__icontains=words)
            | Q(line__reference__icontains=words)
            | Q(line__counterparty__icontains=words)
            | Q(payment__end_to_end_id__icontains=words)
            | Q(payment__organisation__name__icontains=words)
        )
    return rows.select_related("line", "payment__organisation", "statement", "maker", "resolved_by")


def difference_counts(actor: Person) -> Counter[str]:
    """How many differences each basket has; one query."""
    rows = Difference.objects.visible_to(actor).order_by()
    found = rows.aggregate(
        **{f"b_{code}": Count("pk", filter=_in_basket(code, actor)) for code in BASKETS}
    )
    return Counter({code: found[f"b_{code}"] for code in BASKETS})


def files_for(actor: Person, *, basket: str, words: str) -> QuerySet[BankFile]:
    """The files that the actor sees, of a basket, that the words find."""
    rows = BankFile.objects.visible_to(actor).filter(_of_files(basket))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(kind__icontains=words))
    return rows.select_related("brought_by", "released_by")


def _of_files(basket: str) -> Q:
    if basket == "different":
        return Q(different__gt=0)
    return Q(state=basket) if basket else Q()


def file_counts(actor: Person) -> Counter[str]:
    """How many files each basket has; one query."""
    rows = BankFile.objects.visible_to(actor).order_by()
    found = rows.aggregate(
        **{f"b_{code}": Count("pk", filter=_of_files(code)) for code in FILE_BASKETS}
    )
    return Counter({code: found[f"b_{code}"] for code in FILE_BASKETS})


def unmatched_fen(actor: Person) -> int:
    """What is in BANK_UNMATCHED: above zero money that came, below zero money that went."""
    rows = Account.objects.unscoped().filter(
        organisation=actor.organisation_id, kind=AccountKind.BANK_UNMATCHED.value
    )
    return sum(each.balance.net_fen for each in rows)


def unmatched_sums(actor: Person) -> tuple[int, int]:
    """Of the lines that nobody has resolved, what came and what went, in fen."""
    rows = StatementLine.objects.visible_to(actor).filter(state=LineState.DIFFERENT)
    grouped = rows.order_by().values("direction").annotate(fen=Sum("amount_fen"))
    sums = {each["direction"]: each["fen"] for each in grouped}
    return sums.get(Direction.IN, 0), sums.get(Direction.OUT, 0)
