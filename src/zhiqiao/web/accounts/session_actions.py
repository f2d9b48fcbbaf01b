"""Ending the sessions of several people, and those in which a name stands."""

import json
from collections.abc import Collection

from zhiqiao.web.accounts.signing_in.models import OpenSession

NOTICES = "_messages"
"""Where Django keeps what is to be shown on the next page."""


def end_sessions(*, people: Collection[int]) -> None:
    """Signs the people out everywhere."""
    OpenSession.objects.filter(person_id__in=people).delete()


def end_sessions_that_say(*, words: Collection[str]) -> int:
    """Ends every session in which one of the words stands, as in a notice not yet shown."""
    keys = [
        session.pk
        for session in OpenSession.objects.iterator(chunk_size=500)
        if any(word in _notices(session) for word in words)
    ]
    return OpenSession.objects.filter(pk__in=keys).delete()[0]


def _notices(session: OpenSession) -> str:
    """What waits to be shown, with its letters as they are read."""
    held = session.get_decoded().get(NOTICES)
    return str(json.loads(held)) if held else ""
