"""How often questions are asked, searched for and sent from one address or by one person."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.addresses import client_address, subscriber
from zhiqiao.web.accounts.signing_in.limit_actions import begin_guess
from zhiqiao.web.accounts.signing_in.limits import Guess, Limit


class Step(StrEnum):
    """What is counted."""

    ASK = "ask"
    PHRASE = "ask-phrase"
    OPEN = "case-open"
    OPEN_SIGNED_IN = "case-open-person"
    WRITE = "case-write"


LIMITS = {
    Step.ASK: Limit(60, timedelta(minutes=10)),
    Step.PHRASE: Limit(20, timedelta(minutes=10)),
    Step.OPEN: Limit(5, timedelta(hours=1)),
    Step.OPEN_SIGNED_IN: Limit(30, timedelta(hours=1)),
    Step.WRITE: Limit(20, timedelta(hours=1)),
}
"""Two hours is the longest that a count is kept."""


@dataclass(frozen=True, slots=True)
class Attempt(Guess):
    """One step. Counts for its person, or for its address."""

    def counted(self) -> list[tuple[str, Limit]]:
        """Person or address as a digest, with the limit of the step."""
        text = f"{self.kind}\0{self.name}\0{subscriber(self.address)}".encode()
        digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()
        return [(digest, LIMITS[Step(self.kind)])]


def is_exhausted(request: HttpRequest, step: Step) -> bool:
    """Whether the visitor took this step too often; else the step is counted."""
    if isinstance(request.user, Person):
        attempt = Attempt(kind=step, name=f"person-{request.user.pk}", address="")
    else:
        attempt = Attempt(kind=step, name="", address=client_address(request))
    return begin_guess(guess=attempt) is not None
