"""How often one address may look up codes and register: counted for all workers together."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest

from zhiqiao.web.accounts.signing_in.addresses import client_address, subscriber
from zhiqiao.web.accounts.signing_in.limit_actions import begin_guess
from zhiqiao.web.accounts.signing_in.limits import Guess, Limit


class Step(StrEnum):
    """What is counted."""

    CODE = "register-code"
    SEND = "register-send"


LIMITS = {
    Step.CODE: Limit(30, timedelta(hours=1)),
    Step.SEND: Limit(8, timedelta(hours=1)),
}


@dataclass(frozen=True, slots=True)
class Attempt(Guess):
    """One step of a registration. Counts for its address alone."""

    def counted(self) -> list[tuple[str, Limit]]:
        """The address as a digest, with the limit of the step."""
        text = f"{self.kind}\0{subscriber(self.address)}".encode()
        digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()
        return [(digest, LIMITS[Step(self.kind)])]


def is_exhausted(request: HttpRequest, step: Step) -> bool:
    """Whether the visitor's address took this step too often; else the step is counted."""
    attempt = Attempt(kind=step, name="", address=client_address(request))
    return begin_guess(guess=attempt) is not None
