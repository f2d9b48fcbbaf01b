"""Writes about sessions: no change of the catalogue or of rights, so no audit row of their own."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.models import OpenSession
from zhiqiao.web.accounts.signing_in.rules import KEY_GRACE
from zhiqiao.web.accounts.signing_in.sessions import SessionStore, expires_at


def touch(*, row: OpenSession) -> None:
    """Notes that the session is in use, which moves its end."""
    row.seen_at = timezone.now()
    row.expire_date = expires_at(signed_in_at=row.signed_in_at, seen_at=row.seen_at)
    OpenSession.objects.filter(pk=row.pk, replaced_by="").update(
        seen_at=row.seen_at, expire_date=row.expire_date
    )


def renew_key(*, session: SessionStore, grace: timedelta = KEY_GRACE) -> None:
    """Gives the session a new key; requests under way find it by the old one a little longer."""
    before, data = session.session_key, dict(session.items())
    session.create()
    session.update(data)
    OpenSession.objects.filter(pk=before).update(
        replaced_by=session.session_key, expire_date=timezone.now() + grace
    )


def end_sessions(*, person: Person, except_key: str | None = None) -> int:
    """Ends the person's sessions, all but one; how many were open."""
    rows = OpenSession.objects.filter(person=person).exclude(pk=except_key or "")
    open_ones = rows.filter(expire_date__gt=timezone.now(), replaced_by="").count()
    rows.delete()
    return open_ones


def end_session(*, person: Person, key: str) -> None:
    """Ends one session, also under the key that it had before."""
    OpenSession.objects.filter(Q(pk=key) | Q(replaced_by=key), person=person).delete()


def forget_expired() -> int:
    """Removes the rows of sessions that are over."""
    return OpenSession.objects.filter(expire_date__lt=timezone.now()).delete()[0]
