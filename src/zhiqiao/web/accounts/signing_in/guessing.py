"""Asking for a secret within the limits, and the page that says how long to wait."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in import actions
from zhiqiao.web.accounts.signing_in.addresses import client_address
from zhiqiao.web.accounts.signing_in.limit_actions import begin_guess, forgive, pause_after
from zhiqiao.web.accounts.signing_in.limits import Guess

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Found]):
    """What the guess opened; or None, and how long to wait where there were too many."""

    found: Found | None
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which secret is asked for, under what name limits count it, of whom if known, and where."""

    kind: str
    name: str
    person: Callable[[], Person | None]
    device: str = ""


def try_secret(
    request: HttpRequest, asked: Asked, check: Callable[[], Found | None]
) -> Outcome[Found]:
    """Checks the secret unless it was guessed too often; notes a wrong guess."""
    guess = Guess(asked.kind, asked.name, client_address(request), asked.device)
    pause = begin_guess(guess=guess)
    if pause is not None:
        return Outcome(None, pause)
    found = check()
    if found is None:
        actions.note_failure(person=asked.person(), means=asked.kind)
        return Outcome(None, pause_after(guess=guess))
    forgive(guess=guess)
    return Outcome(found)


def paused(request: HttpRequest, pause: timedelta) -> HttpResponse:
    """The page that says how long to wait; the same for known and unknown names."""
    minutes = max(1, math.ceil(pause.total_seconds() / 60))
    page = render(
        request,
        "accounts/locked_out.html",
        {"minutes": minutes},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    page["Retry-After"] = str(math.ceil(pause.total_seconds()))
    return page
