"""Where the cause of an entry is shown: apps tell it for the causes that are theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

UrlOf = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of cause: its word, and the address of one."""

    word: str | Promise
    url_of: UrlOf


_sources: dict[str, Source] = {}


def register(code: str, url_of: UrlOf, *, word: str | Promise = "") -> None:
    """Makes known where causes of that code are shown; called when an app is ready."""
    _sources[code] = Source(word or code, url_of)


def source_of(code: str) -> Source | None:
    """What is known of a kind of cause."""
    return _sources.get(code)
