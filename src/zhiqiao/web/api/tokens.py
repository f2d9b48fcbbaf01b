"""From the text of a token to the person it acts for."""

import hashlib
import secrets

from django.utils import timezone

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import ARRIVING, shown
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.api.models import ApiToken

PREFIX = "zq_"
PREFIX_SHOWN = 9
TEXT_LENGTH_MAX = 100


def new_text() -> str:
    """A fresh token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(text: str) -> str:
    """What is kept of a token. No salt: its own bits are beyond guessing."""
    return hashlib.sha256(text.encode()).hexdigest()


@shown(ARRIVING)
def holder(text: str) -> ApiToken | None:
    """The token, its person acting for its organisation and limited to it; None if it is void."""
    if not text.startswith(PREFIX) or len(text) > TEXT_LENGTH_MAX:
        return None
    found = ApiToken.objects.unscoped().select_related("person").filter(digest=digest_of(text))
    token = found.first()
    if token is None or not token.is_valid or not token.person.is_active:
        return None
    grant = token.person.act_for(token.organisation_id, limited_to=token.limit)
    is_member = grant.organisation is not None and grant.organisation.pk == token.organisation_id
    return token if is_member else None


def grantable(person: Person) -> list[Permission]:
    """What the person may hand on to a token: what they hold, of what routes ask for."""
    from zhiqiao.web.api.building import permissions_asked  # the routes need the models first

    return [each for each in permissions_asked() if person.may(each)]


def is_used_lately(token: ApiToken, *, within_s: int) -> bool:
    """Whether the last use noted is recent enough to leave it."""
    if token.last_used_at is None:
        return False
    return (timezone.now() - token.last_used_at).total_seconds() < within_s
