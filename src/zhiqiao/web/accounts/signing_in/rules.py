"""What the profile asks of passwords and sessions."""

from dataclasses import dataclass
from datetime import timedelta

from zhiqiao.web.access import SEPARATE_ADMINISTRATIONS, Role
from zhiqiao.web.access.roles import is_strict

SESSION_LIFETIME = timedelta(hours=12)
KEY_LIFETIME = timedelta(minutes=30)
"""After this a session gets a new key, so that a stolen one is soon worth nothing."""
KEY_GRACE = timedelta(seconds=60)
"""Requests that were under way with the old key still find their session."""
CONFIRMATION_LIFETIME = timedelta(minutes=10)
PASSWORD_LINK_LIFETIME = timedelta(hours=24)
ADMINISTRATIONS = SEPARATE_ADMINISTRATIONS | {Role.OPERATOR}


@dataclass(frozen=True, slots=True)
class Rules:
    """The differences between the profiles."""

    idle: timedelta
    password_length_min: int
    password_classes_min: int
    passwords_remembered: int
    password_age_max: timedelta | None
    second_step_for: frozenset[str]

    @property
    def touch_every(self) -> timedelta:
        """How often at most a session notes that it was used: rarely, for each is a write."""
        return self.idle / 24


STANDARD = Rules(
    idle=timedelta(hours=2),
    password_length_min=10,
    password_classes_min=1,
    passwords_remembered=0,
    password_age_max=None,
    second_step_for=frozenset(),
)
STRICT = Rules(
    idle=timedelta(minutes=30),
    password_length_min=12,
    password_classes_min=3,
    passwords_remembered=5,
    password_age_max=timedelta(days=90),
    second_step_for=frozenset(ADMINISTRATIONS),
)


def rules() -> Rules:
    """Those of the profile that this site runs under."""
    return STRICT if is_strict() else STANDARD
