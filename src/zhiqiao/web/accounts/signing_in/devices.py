"""Which browser and system a session was opened with, in words that a person recognises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.signing_in.models import OpenSession

# The first that is found counts: most browsers also name the ones they want to be taken for.
BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("OPR", "Opera"), ("QQBrowser", "QQ Browser"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One open session as shown to its owner."""

    device: str
    address: str
    signed_in_at: datetime | None
    seen_at: datetime
    is_this_one: bool


def device_words(user_agent: str) -> str:
    """As "Chrome · Windows"."""
    found = [
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or _("未知设备")


def described(rows: Iterable[OpenSession], request: HttpRequest) -> list[Place]:
    """The sessions, this one first."""
    places = [
        Place(
            device=device_words(row.device),
            address=row.address,
            signed_in_at=row.signed_in_at,
            seen_at=row.seen_at,
            is_this_one=row.session_key == request.session.session_key,
        )
        for row in rows
    ]
    return sorted(places, key=lambda place: not place.is_this_one)
