"""How far a suggested pair has got in apps above this one, such as an introduction under way.

An app that knows registers a reader in its `AppConfig.ready()`; the cards and the queue ask all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.matches.queries import Pair


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pair stands.

    Args:
        word: the state for people, such as 等需求方同意.
        url: the page that tells more; "" where the person may not open one.
        is_over: it has come to an end, so that the pair may be started anew.
    """

    word: str | Promise
    url: str = ""
    is_over: bool = False


Reader = Callable[[Person, Sequence[Pair]], Mapping[Pair, Standing]]
"""For a person and pairs of (need id, offer id): those that have a standing. One query at most."""

READERS: list[Reader] = []


def register(reader: Reader) -> None:
    """Has the reader asked wherever pairs are shown; of two that know a pair the later one wins."""
    if reader not in READERS:
        READERS.append(reader)


def standings_of(person: Person, pairs: Iterable[Pair]) -> dict[Pair, Standing]:
    """The pairs that have a standing that the person may know of."""
    listed = list(pairs)
    found: dict[Pair, Standing] = {}
    for reader in READERS if listed else []:
        found |= reader(person, listed)
    return found
