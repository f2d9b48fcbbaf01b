"""Bank days, one after the other: people, bank and clock, and whether everything still holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from zhiqiao.bank.simulator import Faults, SimulatedBank
from zhiqiao.bank.simulator.chance import seed_bytes
from zhiqiao.bank.simulator.days import bank_day
from zhiqiao.bank.simulator.rough_link import RoughLink
from zhiqiao.web.demo.bank_days.budgeting import FIRST_FEN, look_after_budgets
from zhiqiao.web.demo.bank_days.clock import RehearsedClock
from zhiqiao.web.demo.bank_days.differing import work_through
from zhiqiao.web.demo.bank_days.listing import pay_lists
from zhiqiao.web.demo.bank_days.payees import do_their_part
from zhiqiao.web.demo.bank_days.returning import decide_on_returns
from zhiqiao.web.demo.bank_days.scene import LINK_NAME, WORKER, Luck, Scene
from zhiqiao.web.demo.bank_days.truth import Break, Truth
from zhiqiao.web.demo.rehearsal_actions import add_payees, prepare
from zhiqiao.web.jobs.schedule import works
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.exchange import fetch_files, read_arrived

YEAR = 2026
PAYEES_A_DAY = 4
AMOUNT_FEN_MAX = 2_000_000
CLOCK_BACK_BP = 1_000
CALM_DAYS = 12
"""At the end nothing new begins, the bank errs no more, and all that is under way comes to rest."""
CALM_ROUNDS_MAX = 1
DAILY = ("bank-missing", "finish-lists")
STARTS_BEFORE_YEAR_END_DAYS = 45


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rehearsal that is asked for; the same one goes the same way in an empty database.

    Attributes:
        payees_a_day: how many enterprises come to be paid on a day, at most.
        haste: how many times as often as usual people do what upsets things.
    """

    days: int
    seed: int
    faults: Faults
    payees_a_day: int = PAYEES_A_DAY
    haste: int = 1


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How it went.

    Attributes:
        days: bank days, those at the end included in which all comes to rest.
        payments: how many by state; paid_fen: what arrived and stayed.
        faults: how often each fault of bank and way happened; deeds: what people did.
        breaks: what did not hold on the first day on which something did not; it ended there.
    """

    days: int
    last_day: date
    payments: dict[str, int]
    paid_fen: int
    faults: dict[str, int]
    deeds: dict[str, int]
    breaks: tuple[Break, ...]


def rehearse(wanted: Wanted, *, progress: Callable[[int], None] = lambda _day: None) -> Rehearsed:
    """Lives through the days in a database that holds nothing else.

    Args:
        wanted: what.
        progress: told the number of each day that is over.
    """
    seed = seed_bytes(wanted.seed)
    luck = Luck(seed)
    starts_on = bank_day(
        date(YEAR, 12, 31) - timedelta(days=1 + luck.number(STARTS_BEFORE_YEAR_END_DAYS))
    )
    bank = SimulatedBank(seed=wanted.seed, faults=wanted.faults, starts_on=starts_on)
    clock = RehearsedClock(starts_on)
    try:
        with clock.rules():
            cast = prepare(payees=1, total_fen=FIRST_FEN, year=YEAR)
            scene = Scene(cast, bank, RoughLink(bank), clock, luck, wanted.payees_a_day)
            scene.payees, scene.haste = 1, wanted.haste
            return _live(scene, wanted, progress)
    finally:
        bank.close()


def _live(scene: Scene, wanted: Wanted, progress: Callable[[int], None]) -> Rehearsed:
    truth = Truth(scene)
    for day in range(1, wanted.days + 1):
        if breaks := _live_a_day(scene, truth):
            return _told(scene, day, breaks)
        progress(day)
    scene.bank.change_faults(dict.fromkeys(Faults().rates(), 0))
    day = wanted.days
    for _round in range(CALM_ROUNDS_MAX):
        for _ in range(CALM_DAYS):
            day += 1
            scene.calm_days += 1
            if breaks := _live_a_day(scene, truth):
                return _told(scene, day, breaks)
        breaks = truth.breaks_at_the_end()
        if not breaks:
            break
    return _told(scene, day, breaks)


def _live_a_day(scene: Scene, truth: Truth) -> list[Break]:
    """From morning to evening, and the bank's night behind it."""
    scene.clock.begin(scene.day)
    _exchange(scene)
    for name in DAILY:
        works()[name].run(scene.day)
    if not scene.is_calm:
        _add_payees(scene)
    scene.wait(20)
    do_their_part(scene)
    work_through(scene)
    decide_on_returns(scene)
    look_after_budgets(scene)
    pay_lists(scene)
    if scene.befalls("clock_back_an_hour", CLOCK_BACK_BP):
        scene.clock.move(timedelta(hours=-1))
    for _ in range(4):
        _exchange(scene)
        scene.wait(45)
    breaks = truth.breaks()
    scene.bank.advance()
    return breaks


def _exchange(scene: Scene) -> None:
    """Sends, fetches and reads; the clock may stand anywhere between."""
    send_due(scene.link, worker=WORKER)
    fetch_files(scene.link, link_name=LINK_NAME)
    read_arrived()


def _add_payees(scene: Scene) -> None:
    count = scene.luck.number(scene.payees_a_day + 1)
    amounts = [1 + scene.luck.number(AMOUNT_FEN_MAX) for _ in range(count)]
    if amounts:
        add_payees(scene.cast, amounts, first=scene.payees)
        scene.payees += count


def _told(scene: Scene, days: int, breaks: list[Break]) -> Rehearsed:
    rows = Payment.objects.unscoped().order_by()
    states = dict(rows.values_list("state").annotate(count=Count("pk")))
    paid = rows.filter(state="settled").aggregate(fen=Sum("amount_fen"))["fen"] or 0
    return Rehearsed(
        days=days,
        last_day=scene.day,
        payments=states,
        paid_fen=paid,
        faults=scene.bank.faults_met(),
        deeds=dict(sorted(scene.met.items())),
        breaks=tuple(breaks),
    )
