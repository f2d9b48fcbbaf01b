"""Changing budget lines: one person proposes, another approves, and the ledger moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.money import yuan_text
from zhiqiao.ledger import LedgerRefusedError, Movement
from zhiqiao.ledger.values import ENTRY_FEN_MAX
from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.budgets import telling
from zhiqiao.web.budgets.accounts_actions import budget_account, treasury_of
from zhiqiao.web.budgets.claims import blocking
from zhiqiao.web.budgets.models import (
    NAME_CHARS_MAX,
    BudgetLine,
    LineState,
    Revision,
    RevisionKind,
    RevisionState,
)
from zhiqiao.web.budgets.queries import line_for, proposed_for
from zhiqiao.web.budgets.standings import ADDS, Standing, standing_of
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.ledger.posting_actions import NewEntry, lock_accounts, post
from zhiqiao.web.rulebook.departments import programmes_led_by

SOURCE = "revision"
"""What entries of the ledger call their cause."""
YEARS = range(2000, 2101)
MOVEMENTS = {
    RevisionKind.APPROPRIATE: Movement.APPROPRIATE,
    RevisionKind.RAISE: Movement.APPROPRIATE,
    RevisionKind.LOWER: Movement.LOWER,
    RevisionKind.CLOSE: Movement.LAPSE,
}


class RevisionDecidedError(RefusedError):
    """Somebody else was quicker: the change was decided or taken back."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is proposed. `amount_fen` is positive; None for a close."""

    kind: RevisionKind
    amount_fen: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class NotClosed:
    """A line that cannot be closed yet, and what is still under way on it."""

    line: BudgetLine
    why: tuple[str, ...]


@action
def open_line(
    *, actor: Person, programme_id: str, year: int, amount_fen: int, reason: str,
    is_demo: bool = False,
) -> Revision:  # fmt: skip
    """Opens a line for a programme of the actor's department, and proposes what it gets.

    Raises:
        RefusedError: another department leads the programme, the line is there already, the
            amount is none.
    """
    department = _department_of(actor)
    names = {each.id: each.name for each in programmes_led_by(department)}
    if programme_id not in names:
        raise RefusedError(_("只能给本部门牵头的政策开设预算指标。"))
    if year not in YEARS:
        raise RefusedError(_("请写四位数的年度，如 2026。"))
    if line_for(department, programme_id, year):
        raise RefusedError(_("这项政策这一年已有预算指标，请在它的页面上追加或核减。"))
    account = budget_account(department, programme_id=programme_id, year=year)
    line = BudgetLine.objects.create(
        organisation=department,
        programme_id=programme_id,
        programme_name=names[programme_id][:NAME_CHARS_MAX],
        year=year,
        account=account,
        is_demo=is_demo,
    )
    data = {"on": f"{year}-01-01"}
    audit(actor=actor, action="open_budget_line", what=line, data=data)
    return _propose(actor, line, Change(RevisionKind.APPROPRIATE, amount_fen, reason))


@action
def propose(*, actor: Person, line: BudgetLine, change: Change) -> Revision:
    """Proposes a change of a line; those who may decide on it are told.

    Raises:
        RefusedError: it is not the actor's department's, another change waits, nothing would
            change, more would be taken than is left, or something keeps it from being closed.
    """
    return _propose(actor, line, change)


@action
def propose_closing(
    *, actor: Person, year: int, reason: str
) -> tuple[list[Revision], list[NotClosed]]:
    """Proposes to close every open line of the department's year that can be closed.

    Gives the proposals, and the lines that stay open with what is under way on them.
    """
    open_ones = BudgetLine.objects.visible_to(actor).filter(year=year, state=LineState.OPEN)
    lines = list(open_ones.select_related("organisation").order_by("pk"))
    waiting = set(proposed_for(actor).values_list("line_id", flat=True))
    found, made, left = why_not_closed(lines), [], []
    for line in lines:
        if line.pk in waiting:
            found[line.pk].append(_("已有一笔调整在等复核"))
        if found[line.pk]:
            left.append(NotClosed(line, tuple(found[line.pk])))
        else:
            made.append(_propose(actor, line, Change(RevisionKind.CLOSE, None, reason)))
    if not made:
        raise RefusedError(_("没有能结转的指标：都已结转，或还有没办完的事。"))
    return made, left


def _propose(actor: Person, line: BudgetLine, change: Change) -> Revision:
    _check_own(actor, line)
    if not change.reason.strip():
        raise RefusedError(_("请写明依据，如预算批复的文号。"))
    _check_change(line, change, standing_of(line))
    revision = Revision(
        line=line,
        kind=change.kind,
        amount_fen=change.amount_fen,
        reason=change.reason.strip(),
        made_by=actor,
    )
    try:
        with transaction.atomic():
            revision.save()
    except IntegrityError:
        raise RefusedError(_("这条指标已有一笔调整在等复核，先把它办完。")) from None
    data = {"kind": str(change.kind)} | _amount(change.amount_fen)
    audit(
        actor=actor, action="propose_revision", what=revision, data=data,
        organisation_id=line.organisation_id,
    )  # fmt: skip
    telling.tell_checkers(revision)
    return revision


def _amount(fen: int | None) -> dict[str, object]:
    return {} if fen is None else {"amount_fen": fen}


def _department_of(actor: Person) -> Organisation:
    if actor.organisation is None or not actor.may(Permission.BUDGET_WRITE):
        raise RefusedError(_("只有部门的财务人员能改预算指标。"))
    return actor.organisation


def _check_own(actor: Person, line: BudgetLine) -> None:
    if _department_of(actor).pk != line.organisation_id:
        raise RefusedError(_("这条指标是别的部门的。"))


def _check_change(line: BudgetLine, change: Change, now: Standing) -> None:
    """Refuses what makes no sense as the line stands; the ledger keeps the floor anyway."""
    if change.kind == RevisionKind.CLOSE:
        _check_may_be_closed(line, now)
        return
    if line.state == LineState.CLOSED:
        raise RefusedError(_("这条指标已结转，不再增减。请给新的年度开设指标。"))
    if change.amount_fen is None or change.amount_fen <= 0:
        raise RefusedError(_("金额要大于 0。"))
    if change.amount_fen > ENTRY_FEN_MAX:
        raise RefusedError(_("金额太大：一次最多十万亿元。请核对单位是不是元。"))
    is_first = not now.total_fen
    if change.kind == RevisionKind.APPROPRIATE and not is_first:
        raise RefusedError(_("这条指标已下达过，请用追加或核减。"))
    if change.kind == RevisionKind.RAISE and is_first:
        raise RefusedError(_("这条指标还没有下达，请先下达。"))
    if change.kind == RevisionKind.LOWER:
        _check_left(change.amount_fen, now)


def _check_left(amount_fen: int, now: Standing) -> None:
    if amount_fen <= now.left_fen:
        return
    words = _(
        "最多只能核减 %(left)s 元：预算 %(total)s 元里，已付 %(spent)s 元，"
        "清单占用和在途 %(reserved)s 元。要核减更多，请先退回没有兑付的清单。"
    )
    raise RefusedError(
        words
        % {
            "left": yuan_text(now.left_fen),
            "total": yuan_text(now.total_fen),
            "spent": yuan_text(now.spent_fen),
            "reserved": yuan_text(now.reserved_fen),
        }
    )


def _check_may_be_closed(line: BudgetLine, now: Standing) -> None:
    if line.state == LineState.CLOSED and not now.left_fen:
        raise RefusedError(_("这条指标已结转。"))
    if found := why_not_closed([line])[line.pk]:
        words = _("还不能结转，先办完这些：%(what)s。")
        raise RefusedError(words % {"what": _("；").join(found)})


def why_not_closed(lines: Sequence[BudgetLine]) -> dict[int, list[str]]:
    """By line what is still under way on it, in words; empty where it can be closed."""
    found = blocking(lines)
    with every_row_for("whether budget lines can be closed"):
        accounts = Account.objects.unscoped().in_bulk([each.account_id for each in lines])
    for line in lines:
        account, words = accounts[line.account_id], found[line.pk]
        if account.debit_pending_fen and not words:
            said = _("还有 %(fen)s 元被清单占用或在途")
            words.append(said % {"fen": yuan_text(account.debit_pending_fen)})
        if account.credit_pending_fen:
            said = _("还有 %(fen)s 元等企业退回")
            words.append(said % {"fen": yuan_text(account.credit_pending_fen)})
    return found


@action
def approve_revision(*, actor: Person, revision: Revision, left_fen: int | None = None) -> None:
    """The second person approves: the line and the ledger change together.

    Args:
        actor: not who proposed it.
        revision: what is approved.
        left_fen: what the page said was left, for a close: what lapses is what was read.

    Raises:
        RevisionDecidedError: it was decided or taken back in the meantime.
        RefusedError: the actor proposed it, or the line has changed so that it cannot be done.
    """
    line = revision.line
    _check_second(actor, revision)
    with every_row_for("a change of a budget that the visitor may decide on"):
        treasury = treasury_of(line.organisation)
        lock_accounts([treasury, line.account])
        now = standing_of(line)
        _check_change(line, Change(RevisionKind(revision.kind), revision.amount_fen, "-"), now)
    if left_fen is not None and left_fen != now.left_fen:
        raise RefusedError(_("剩余金额刚变过，请看清现在的数再同意。"))
    amount_fen = now.left_fen if revision.amount_fen is None else revision.amount_fen
    _decide(actor, revision, RevisionState.APPROVED, amount_fen=amount_fen)
    if revision.kind == RevisionKind.CLOSE:
        rows = BudgetLine.objects.unscoped().filter(pk=line.pk)
        rows.update(state=LineState.CLOSED, closed_at=timezone.now())
    if amount_fen:
        _post(revision, amount_fen)
    data = {"kind": str(revision.kind), "amount_fen": amount_fen}
    _audit_decision(actor, revision, "approve_revision", data)
    telling.tell_maker(revision, "budget-approved")


def _post(revision: Revision, amount_fen: int) -> None:
    line = revision.line
    with every_row_for("posting an approved change of a budget"):
        treasury, budget = treasury_of(line.organisation), line.account
        is_more = revision.kind in ADDS
        new = NewEntry(
            movement=MOVEMENTS[RevisionKind(revision.kind)],
            debit=treasury if is_more else budget,
            credit=budget if is_more else treasury,
            amount_fen=amount_fen,
            key=f"revision/{revision.pk}",
            on=timezone.localdate(),
            source=SOURCE,
            source_id=revision.pk,
        )
        try:
            post(new)
        except LedgerRefusedError:
            raise RefusedError(_("账本没有记下这一笔，什么都没有变。请核对金额后再试。")) from None


def _check_second(actor: Person, revision: Revision) -> None:
    if actor.organisation_id != revision.line.organisation_id:
        raise RefusedError(_("这条指标是别的部门的。"))
    if not actor.may(Permission.PAYOUT_CHECK):
        raise RefusedError(_("预算调整由财务复核来定。"))
    if actor.pk == revision.made_by_id:
        raise RefusedError(_("这笔调整是您提出的，要由另一位同事复核。"))


def _decide(
    actor: Person | None, revision: Revision, state: RevisionState, **changes: object
) -> None:
    """Ends a proposal; only one of two at the same moment does."""
    rows = Revision.objects.unscoped().filter(pk=revision.pk, state=RevisionState.PROPOSED)
    values = {"state": state, "checked_by": actor, "checked_at": timezone.now()}
    if rows.update(**(values | changes)) != 1:
        raise RevisionDecidedError(_("这笔调整刚被处理过。请看清现在的情况再办。"))
    revision.refresh_from_db(from_queryset=Revision.objects.unscoped())


def _audit_decision(actor: Person, revision: Revision, word: str, data: dict[str, object]) -> None:
    audit(
        actor=actor, action=word, what=revision, data=data,
        organisation_id=revision.line.organisation_id,
    )  # fmt: skip


@action
def refuse_revision(*, actor: Person, revision: Revision, remark: str) -> None:
    """The second person does not agree, and says why.

    Raises:
        RevisionDecidedError: it was decided or taken back in the meantime.
        RefusedError: no reason is given, or the actor proposed it.
    """
    _check_second(actor, revision)
    if not remark.strip():
        raise RefusedError(_("请写下不同意的理由，提出的人才知道怎么改。"))
    _decide(actor, revision, RevisionState.REFUSED, remark=remark.strip())
    _audit_decision(actor, revision, "refuse_revision", {"kind": str(revision.kind)})
    telling.tell_maker(revision, "budget-refused")


@action
def withdraw_revision(*, actor: Person, revision: Revision) -> None:
    """Who proposed it takes it back.

    Raises:
        RevisionDecidedError: it was decided in the meantime.
        RefusedError: somebody else proposed it.
    """
    if actor.pk != revision.made_by_id:
        raise RefusedError(_("只有提出的人能撤回。"))
    _decide(None, revision, RevisionState.WITHDRAWN)
    _audit_decision(actor, revision, "withdraw_revision", {"kind": str(revision.kind)})
