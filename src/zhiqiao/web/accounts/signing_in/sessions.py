"""The session store: Django's, with a row that says whose session it is and until when."""

from datetime import datetime
from typing import Any, cast

from django.contrib.sessions.backends import db
from django.utils import timezone

from zhiqiao.web.accounts.signing_in.models import OpenSession
from zhiqiao.web.accounts.signing_in.rules import SESSION_LIFETIME, rules

SIGNED_IN_AT, ADDRESS, DEVICE = "signed_in_at", "address", "device"


def expires_at(*, signed_in_at: datetime | None, seen_at: datetime) -> datetime:
    """When a session ends unless it is used again: idle too long, or open too long."""
    idle = seen_at + rules().idle
    return min(idle, signed_in_at + SESSION_LIFETIME) if signed_in_at else idle


class SessionStore(db.SessionStore):
    """Keeps sessions in `OpenSession`; the lookup itself leaves out what has expired."""

    row: OpenSession | None = None

    @classmethod
    def get_model_class(cls) -> type[OpenSession]:
        """The table."""
        return OpenSession

    def _get_session_from_db(self) -> OpenSession | None:
        found = super()._get_session_from_db()  # type: ignore[misc]
        self.row = cast("OpenSession | None", found)
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> OpenSession:
        """The row to save. A session that has been replaced keeps its early end."""
        row = cast("OpenSession", super().create_model_instance(data))
        _describe(row, data)
        before = self.row
        if before is not None and before.session_key == row.session_key:
            row.key_made_at, row.replaced_by = before.key_made_at, before.replaced_by
        row.expire_date = expires_at(signed_in_at=row.signed_in_at, seen_at=row.seen_at)
        if before is not None and row.replaced_by:
            row.expire_date = before.expire_date
        self.row = row
        return row


def _describe(row: OpenSession, data: dict[str, Any]) -> None:
    """Copies out of the session's data what is asked about without opening it."""
    person_id = data.get("_auth_user_id")
    signed_in_at = data.get(SIGNED_IN_AT)
    row.person_id = int(person_id) if person_id else None
    row.signed_in_at = datetime.fromisoformat(signed_in_at) if signed_in_at else None
    row.address, row.device = data.get(ADDRESS, ""), data.get(DEVICE, "")
    row.seen_at = timezone.now()
