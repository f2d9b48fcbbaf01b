"""Counting guesses, in the database: the count holds across processes and restarts."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhiqiao.web.accounts.signing_in.limits import Guess, Limit
from zhiqiao.web.accounts.signing_in.models import Guesses

KEPT = timedelta(hours=2)


@transaction.atomic
def begin_guess(*, guess: Guess) -> timedelta | None:
    """Counts the guess before it is checked; or how long to wait, and then counts nothing.

    Counting first means that many guesses at the same moment cannot slip through together.
    """
    now = timezone.now()
    Guesses.objects.filter(until__lt=now - KEPT).delete()
    rows = [(_locked(key), limit) for key, limit in guess.counted()]
    waits = [row.until - now for row, limit in rows if _is_full(row, limit)]
    if waits:
        return max(waits)
    for row, limit in rows:
        _count(row, limit)
    return None


def _locked(key: str) -> Guesses:
    rows = Guesses.objects.select_for_update()
    return rows.get_or_create(key=key, defaults={"until": timezone.now()})[0]


def _is_full(row: Guesses, limit: Limit) -> bool:
    return row.failures >= limit.failures_max and row.until > timezone.now()


def _count(row: Guesses, limit: Limit) -> None:
    now = timezone.now()
    if row.until <= now:
        row.failures, row.until = 0, now + limit.pause
    row.failures += 1
    if row.failures >= limit.failures_max:
        row.until = now + limit.pause
    row.save()


def pause_after(*, guess: Guess) -> timedelta | None:
    """How long to wait now that the guess was wrong; None while there are guesses left."""
    now, limits = timezone.now(), dict(guess.counted())
    rows = Guesses.objects.filter(key__in=limits, until__gt=now)
    waits = [row.until - now for row in rows if _is_full(row, limits[row.key])]
    return max(waits) if waits else None


@transaction.atomic
def forgive(*, guess: Guess) -> None:
    """The guess was right: clears the count of name and address, takes it off the others.

    The count of the name alone is not cleared: else its owner's daily sign-in would let somebody
    who guesses from elsewhere begin anew each time.
    """
    (both, _), *others = guess.counted()
    Guesses.objects.filter(key=both).update(failures=0, until=timezone.now())
    keys = [key for key, _ in others]
    Guesses.objects.filter(key__in=keys, failures__gt=0).update(failures=F("failures") - 1)
