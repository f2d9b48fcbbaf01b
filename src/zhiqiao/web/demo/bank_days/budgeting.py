"""Budgets in the days of a department: raised, lowered, closed when the year is over."""

from dataclasses import replace

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.actions import (
    Change,
    approve_revision,
    open_line,
    propose,
    refuse_revision,
)
from zhiqiao.web.budgets.models import BudgetLine, LineState, RevisionKind
from zhiqiao.web.budgets.queries import standing_of
from zhiqiao.web.demo.bank_days.scene import Scene
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.payouts.list_actions import payable

RAISED_BP = 400
LOWERED_BP = 500
REFUSED_BP = 1_500
CLOSED_BP = 3_000
FIRST_FEN = 1_000_000


def look_after_budgets(scene: Scene) -> None:
    """Opens the year's line when the year is new, changes some, closes what is over."""
    if scene.day.year != scene.cast.line.year:
        _open_year(scene)
    line = _line(scene.cast.line)
    left_fen = standing_of(line).left_fen
    if scene.befalls("budget_raised", RAISED_BP):
        _change(scene, line, RevisionKind.RAISE, 1 + scene.luck.number(FIRST_FEN))
    elif left_fen and scene.befalls("budget_lowered", LOWERED_BP):
        _change(scene, line, RevisionKind.LOWER, 1 + scene.luck.number(left_fen))
    _close_former(scene)


def raise_for(scene: Scene, line: BudgetLine, wanted_fen: int) -> None:
    """Has the line hold enough for a list that is to be approved, and a little more."""
    current = _line(line)
    short_fen = wanted_fen - standing_of(current).left_fen
    change = Change(RevisionKind.RAISE, short_fen + scene.luck.number(FIRST_FEN), "排练追加")
    revision = propose(actor=scene.cast.maker, line=current, change=change)
    approve_revision(actor=scene.cast.checker, revision=revision)


def _change(scene: Scene, line: BudgetLine, kind: RevisionKind, amount_fen: int) -> None:
    revision = propose(
        actor=scene.cast.maker, line=line, change=Change(kind, amount_fen, "排练调整")
    )
    if scene.befalls("revision_refused", REFUSED_BP):
        refuse_revision(actor=scene.cast.checker, revision=revision, remark="排练：不同意")
    else:
        approve_revision(actor=scene.cast.checker, revision=revision)


def _open_year(scene: Scene) -> None:
    scene.met["year_opened"] += 1
    revision = open_line(
        actor=scene.cast.maker,
        programme_id=scene.cast.line.programme_id,
        year=scene.day.year,
        amount_fen=FIRST_FEN,
        reason="排练",
        is_demo=True,
    )
    approve_revision(actor=scene.cast.checker, revision=revision)
    scene.cast = replace(scene.cast, line=_line(revision.line))


def _close_former(scene: Scene) -> None:
    """What is left of former years lapses, as soon as nothing is under way on them."""
    rows = BudgetLine.objects.unscoped().filter(year__lt=scene.day.year).order_by("pk")
    for line in rows.select_related("organisation", "account"):
        is_over = line.state == LineState.CLOSED and not standing_of(line).left_fen
        is_owed = Entitlement.objects.unscoped().filter(payable(line)).exists()
        if is_over or is_owed or not (scene.is_calm or scene.luck.happens(CLOSED_BP)):
            continue
        change = Change(RevisionKind.CLOSE, None, "排练年终结转")
        try:
            revision = propose(actor=scene.cast.maker, line=line, change=change)
        except RefusedError:
            scene.met["closing_put_off"] += 1
            continue
        approve_revision(actor=scene.cast.checker, revision=revision)
        scene.met["year_closed"] += 1


def _line(line: BudgetLine) -> BudgetLine:
    rows = BudgetLine.objects.unscoped().select_related("organisation", "account")
    return rows.get(pk=line.pk)
