"""One list from the draft to the statement, as a department would have it paid, and timed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.demo.rehearsal_actions import Cast
from zhiqiao.web.ledger.queries import verify_rows
from zhiqiao.web.payouts.check_actions import approve
from zhiqiao.web.payouts.list_actions import make_list, submit
from zhiqiao.web.payouts.models import Payment, PaymentState, PayoutList
from zhiqiao.web.payouts.release_actions import release
from zhiqiao.web.reconciliation.queries import bank_gap_fen

LOOK_EVERY_S = 0.01
"""For a thousand payments; more are counted less often, or counting would be most of the work."""
COUNTED_QUICKLY = 1_000
DAYS_MAX = 10
"""A payment that the bank returns comes back within five bank days."""


class StalledError(RuntimeError):
    """The bank did not get on within the time it was given."""


@dataclass(frozen=True, slots=True)
class Loop:
    """How it went. The seconds begin with the click.

    Attributes:
        counts: how many payments stand where.
        spent: what the meter went on by, from the click until all was settled.
    """

    payees: int
    total_fen: int
    counts: dict[str, int]
    click_to_queued_s: float
    click_to_accepted_s: float
    full_loop_s: float
    spent: float
    is_sound: bool


def approved_list(cast: Cast, *, title: str) -> PayoutList:
    """A list of all who wait to be paid, submitted by the maker and approved by the checker."""
    made = make_list(actor=cast.maker, line=cast.line, title=title)
    digest = submit(actor=cast.maker, payout_list=made)
    approve(actor=cast.checker, payout_list=made, digest=digest)
    return made


def _nothing() -> float:
    return 0.0


def pay(
    cast: Cast,
    payout_list: PayoutList,
    *,
    next_day: Callable[[], object],
    patience_s: float,
    meter: Callable[[], float] = _nothing,
) -> Loop:
    """The click, and what follows until no payment is under way.

    Sending and fetching go on beside, as in the site's background process.

    Args:
        cast: who clicks.
        payout_list: an approved one.
        next_day: has the bank live through a day.
        patience_s: how long nothing may change.
        meter: is read at the click and when all is settled, such as CPU seconds.

    Raises:
        StalledError: nothing changed for so long.
    """
    began, read = time.perf_counter(), meter()
    released = release(actor=cast.maker, payout_list=payout_list)
    queued_s = time.perf_counter() - began
    _wait(payout_list, {PaymentState.QUEUED}, patience_s)
    accepted_s = time.perf_counter() - began
    for _day in range(DAYS_MAX):
        next_day()
        try:
            _wait(payout_list, {PaymentState.ACCEPTED}, patience_s)
        except StalledError:
            continue
        break
    full_s, spent = time.perf_counter() - began, meter() - read
    counts = _counts(payout_list)
    is_sound = verify_rows().is_sound and bank_gap_fen(cast.department) == 0
    is_whole = sum(counts.values()) == released.payments and PaymentState.ACCEPTED not in counts
    return Loop(
        payees=released.payments,
        total_fen=released.total_fen,
        counts=counts,
        click_to_queued_s=queued_s,
        click_to_accepted_s=accepted_s,
        full_loop_s=full_s,
        spent=spent,
        is_sound=is_sound and is_whole,
    )


def _counts(payout_list: PayoutList) -> dict[str, int]:
    """How many payments of the list stand where."""
    with every_row_for("where the payments of a rehearsal stand"):
        rows = Payment.objects.unscoped().filter(payout_list=payout_list).order_by()
        return dict(rows.values_list("state").annotate(n=Count("pk")))


def _wait(payout_list: PayoutList, states: set[PaymentState], patience_s: float) -> None:
    """Returns once no payment stands there any more."""
    looked_at, former = time.monotonic(), _counts(payout_list)
    while _stands_in(payout_list, states):
        if time.monotonic() - looked_at > patience_s:
            found = _counts(payout_list)
            if found == former:
                raise StalledError
            looked_at, former = time.monotonic(), found
        time.sleep(LOOK_EVERY_S * max(1.0, payout_list.count / COUNTED_QUICKLY))


def _stands_in(payout_list: PayoutList, states: set[PaymentState]) -> bool:
    """Whether any payment of the list stands there."""
    with every_row_for("where the payments of a rehearsal stand"):
        rows = Payment.objects.unscoped().filter(payout_list=payout_list, state__in=states)
        return rows.order_by("-pk").exists()
