"""How often objections are sent from one address or by one person."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.addresses import client_address, subscriber
from zhiqiao.web.accounts.signing_in.limit_actions import begin_guess
from zhiqiao.web.accounts.signing_in.limits import Guess, Limit

KIND = "notice-objection"
STRANGERS = Limit(5, timedelta(hours=1))
SIGNED_IN = Limit(30, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class ObjectionAttempt(Guess):
    """One objection. Counts for its person, or for its address."""

    def counted(self) -> list[tuple[str, Limit]]:
        """Person or address as a digest, with the limit."""
        text = f"{self.kind}\0{self.name}\0{subscriber(self.address)}".encode()
        digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()
        return [(digest, SIGNED_IN if self.name else STRANGERS)]


def is_exhausted(request: HttpRequest) -> bool:
    """Whether the visitor objected too often; else this one is counted."""
    if isinstance(request.user, Person):
        attempt = ObjectionAttempt(kind=KIND, name=f"person-{request.user.pk}", address="")
    else:
        attempt = ObjectionAttempt(kind=KIND, name="", address=client_address(request))
    return begin_guess(guess=attempt) is not None
