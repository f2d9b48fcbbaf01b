"""Making lists: which entitlements are paid together, handed to someone else to check."""

from collections.abc import Collection, Sequence

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.budgets.models import LineState as BudgetLineState
from zhiqiao.web.grants.models import Entitlement, EntitlementState
from zhiqiao.web.payouts import interests
from zhiqiao.web.payouts.barring import barred
from zhiqiao.web.payouts.digest import digest_of
from zhiqiao.web.payouts.entitlement_actions import (
    add_lines,
    listed_anew,
    move_entitlements,
)
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.models import ListLine, ListState, PayoutList
from zhiqiao.web.payouts.moves_actions import locked, money_action, move
from zhiqiao.web.payouts.telling import tell_finance


def check_of_department(actor: Person | None, payout_list: PayoutList, *wanted: Permission) -> None:
    """Raises RefusedError where the actor is not of its department, or holds none of these."""
    if actor is None:
        return
    if actor.organisation_id != payout_list.organisation_id or not any(map(actor.may, wanted)):
        raise RefusedError(_("这张清单不归您办理。"))


def payable(line: BudgetLine) -> Q:
    """The entitlements that a list of the budget line may take in."""
    return (
        Q(
            department_id=line.organisation_id,
            programme_id=line.programme_id,
            period=str(line.year),
            state=EntitlementState.CONFIRMED,
        )
        & ~barred()
    )


@money_action
def make_list(
    *,
    actor: Person | None,
    line: BudgetLine,
    title: str,
    entitlement_ids: Collection[int] | None = None,
) -> PayoutList:
    """Makes a list of confirmed entitlements of a budget line's programme and year.

    Args:
        actor: a finance maker of the department.
        line: which budget pays.
        title: what people call it.
        entitlement_ids: which; all that are confirmed where it is None.

    Raises:
        RefusedError: the budget line is closed, or none of them can be paid now.
    """
    if line.state != BudgetLineState.OPEN:
        raise RefusedError(_("这一年度的预算已结转，不能再列清单。请换一个年度的预算。"))
    payout_list = PayoutList.objects.create(
        organisation_id=line.organisation_id, budget_line=line, title=title.strip(), maker=actor
    )
    check_of_department(actor, payout_list, Permission.PAYOUT_MAKE)
    chosen = Entitlement.objects.unscoped().filter(payable(line))
    if entitlement_ids is not None:
        chosen = chosen.filter(pk__in=entitlement_ids)
    count = add_lines(payout_list, chosen)
    if not count:
        raise RefusedError(
            _(
                "没有可以列入的：企业都还没有确认，已在别的清单里，"
                "或上一次兑付还有对账差异、核查认定不该付。"
            )
        )
    move_entitlements(payout_list, EntitlementState.CONFIRMED, to=EntitlementState.LISTED)
    _count(payout_list)
    audit(actor=actor, action="make_list", what=payout_list, data={"count": count})
    return payout_list


@money_action
def remove_line(*, actor: Person | None, line: ListLine) -> None:
    """Takes an enterprise off a list that is not submitted; it can be put on another one."""
    payout_list = locked(line.payout_list_id, ListState.DRAFT)
    check_of_department(actor, payout_list, Permission.PAYOUT_MAKE)
    _take_off(payout_list, [line])
    _count(payout_list)
    data = {"entitlement": line.entitlement_id}
    audit(actor=actor, action="remove_line", what=payout_list, data=data)


@money_action
def renew_lines(*, actor: Person | None, payout_list: PayoutList) -> int:
    """Brings accounts and amounts of a draft up to date, drops what cannot be paid any more.

    Returns:
        How many lines changed or went.
    """
    current = locked(payout_list.pk, ListState.DRAFT)
    check_of_department(actor, current, Permission.PAYOUT_MAKE)
    changed = list(changed_lines(current).select_related("entitlement"))
    staying = _staying(current)
    _take_off(current, [each for each in changed if each.pk not in staying])
    for line in changed:
        if line.pk in staying and line.entitlement.account_id is not None:
            line.account_id = line.entitlement.account_id
            line.amount_fen = line.entitlement.amount_fen
            line.save(update_fields=["account", "amount_fen"])
    _count(current)
    current.voided = []
    current.save(update_fields=["voided"])
    audit(actor=actor, action="renew_lines", what=current, data={"count": len(changed)})
    return len(changed)


def _staying(payout_list: PayoutList) -> frozenset[int]:
    """The changed lines that can be paid once they are brought up to date."""
    rows = changed_lines(payout_list).filter(
        ~barred("entitlement__"),
        ~listed_anew(payout_list, "entitlement__"),
        entitlement__state=EntitlementState.LISTED,
        entitlement__account__isnull=False,
    )
    return frozenset(rows.values_list("pk", flat=True))


def _take_off(payout_list: PayoutList, lines: Sequence[ListLine]) -> None:
    """Deletes lines; what was listed by them alone can be put on another list."""
    numbers = [each.entitlement_id for each in lines]
    rows = Entitlement.objects.unscoped().filter(pk__in=numbers, state=EntitlementState.LISTED)
    rows.filter(~listed_anew(payout_list)).update(
        state=EntitlementState.CONFIRMED, changed_at=timezone.now()
    )
    payout_list.lines.unscoped().filter(pk__in=[each.pk for each in lines]).delete()


@money_action
def submit(*, actor: Person, payout_list: PayoutList) -> str:
    """Hands a list to a checker; its digest, to which an approval will be bound.

    Raises:
        RefusedError: it is empty, or a line is not as its entitlement any more.
    """
    current = locked(payout_list.pk, ListState.DRAFT)
    check_of_department(actor, current, Permission.PAYOUT_MAKE)
    interests.check_list(actor, current)
    if changed_lines(current).exists():
        raise RefusedError(_("有企业的账户、金额或状态变了。请先按提示更新清单，再提交。"))
    _count(current)
    if not current.count:
        raise RefusedError(_("清单是空的。请先把已确认的企业列进来。"))
    move(
        current,
        to=ListState.SUBMITTED,
        digest=digest_of(current),
        maker=actor,
        checker=None,
        submitted_at=timezone.now(),
        returned="",
        voided=[],
    )
    data = {"count": current.count, "total_fen": current.total_fen}
    audit(actor=actor, action="submit_list", what=current, data=data)
    tell_finance(current, "list-submitted", Permission.PAYOUT_CHECK, besides=actor)
    fail_at("submit-before-commit")
    return current.digest


@money_action
def take_back(*, actor: Person, payout_list: PayoutList) -> None:
    """The maker takes a submitted list back to change it."""
    current = locked(payout_list.pk, ListState.SUBMITTED)
    check_of_department(actor, current, Permission.PAYOUT_MAKE)
    move(current, to=ListState.DRAFT, digest="")
    audit(actor=actor, action="take_back_list", what=current)


def changed_lines(payout_list: PayoutList) -> QuerySet[ListLine]:
    """The lines whose entitlement has another account, amount or state than the list needs.

    As well those that are barred, or that stand on a newer list by now.
    """
    wanted = (
        EntitlementState.APPROVED
        if payout_list.state == ListState.APPROVED
        else EntitlementState.LISTED
    )
    still = as_listed(wanted) & ~listed_anew(payout_list, "entitlement__")
    return payout_list.lines.unscoped().exclude(still)


def as_listed(state: EntitlementState) -> Q:
    """Whether a line is what its entitlement is now, that one in the state and not barred."""
    same = Q(
        entitlement__state=state,
        entitlement__account=F("account"),
        entitlement__amount_fen=F("amount_fen"),
    )
    return same & ~barred("entitlement__")


def _count(payout_list: PayoutList) -> None:
    """Writes how many lines it has, and their sum."""
    lines = payout_list.lines.unscoped()
    payout_list.count = lines.count()
    payout_list.total_fen = lines.aggregate(total=Sum("amount_fen"))["total"] or 0
    payout_list.save(update_fields=["count", "total_fen"])
