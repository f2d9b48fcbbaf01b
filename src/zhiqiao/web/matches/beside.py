"""What apps above this one put beside the candidates of a need or an offer.

An app registers an adder in its `AppConfig.ready()`; the pages of one need and one offer ask all.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from zhiqiao.matching import values
from zhiqiao.web.matches.cards import Card
from zhiqiao.web.matches.models import MatchRun

Told = values.Need | values.Offer
Adder = Callable[[HttpRequest, Told, MatchRun | None, Sequence[Card]], Mapping[str, Any]]
"""Gives what templates take, for what the page is about as its reader may read it, the run shown
and the candidates shown."""

_ADDERS: list[Adder] = []


def register(adder: Adder) -> None:
    """Has the adder asked wherever the candidates of a need or an offer are shown."""
    if adder not in _ADDERS:
        _ADDERS.append(adder)


def beside(
    request: HttpRequest, told: Told, run: MatchRun | None, cards: Sequence[Card]
) -> dict[str, Any]:
    """Everything that apps above add to a page of candidates."""
    found: dict[str, Any] = {}
    for adder in _ADDERS:
        found |= adder(request, told, run, cards)
    return found
