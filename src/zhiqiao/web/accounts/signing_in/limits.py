"""How often a secret may be guessed wrongly: for a name from an address, a name, an address."""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from zhiqiao.web.accounts.signing_in.addresses import subscriber


@dataclass(frozen=True, slots=True)
class Limit:
    """After that many failures the secret is not looked at until `pause` has passed."""

    failures_max: int
    pause: timedelta


NAME_FROM_ADDRESS = Limit(5, timedelta(minutes=15))
NAME = Limit(30, timedelta(hours=1))
ADDRESS = Limit(100, timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Guess:
    """An attempt at a secret: of which kind, whose (as typed, known or not), and from where."""

    kind: str
    name: str
    address: str
    device: str = ""
    """A browser from which the right password came before: its guesses count apart."""

    def counted(self) -> list[tuple[str, Limit]]:
        """What the attempt counts for, always in this order, so that locks cannot cross."""
        name, address = _folded(self.name), subscriber(self.address)
        return [
            (self._digest("both", name, address), NAME_FROM_ADDRESS),
            (self._digest("name", name, self.device), NAME),
            (self._digest("address", address), ADDRESS),
        ]

    def _digest(self, *parts: str) -> str:
        text = "\0".join((self.kind, *parts)).encode()
        return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()
