"""Making and revoking tokens."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils import timezone

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.api.models import TOKEN_DAYS_MAX, ApiToken
from zhiqiao.web.api.tokens import PREFIX_SHOWN, digest_of, is_used_lately, new_text
from zhiqiao.web.audit.actions import action, audit

USE_NOTED_EVERY_S = 300


@action
def make_token(
    *, actor: Person, name: str, permissions: Iterable[Permission], days: int
) -> tuple[ApiToken, str]:
    """A new token for the organisation that the person acts for, and its text, told only now.

    Raises:
        ValueError: more is asked for than the person holds, or a longer life than a year.
    """
    asked = sorted({str(each) for each in permissions})
    if any(not actor.may(Permission(each)) for each in asked):
        raise ValueError("a token cannot hold more than its person")
    if not 1 <= days <= TOKEN_DAYS_MAX or actor.organisation is None:
        raise ValueError("a token lives at most a year, for an organisation")
    text = new_text()
    token = ApiToken(
        person=actor,
        organisation=actor.organisation,
        name=name,
        prefix=text[:PREFIX_SHOWN],
        digest=digest_of(text),
        permissions=asked,
        expires_at=timezone.now() + timedelta(days=days),
    )
    token.save()
    audit(actor=actor, action="make_token", what=token, data={"days": days, "permissions": asked})
    return token, text


@action
def revoke_token(*, actor: Person, token: ApiToken) -> None:
    """Makes the token void at once; a void one stays so."""
    revoke(actor=actor, tokens=[token])


def revoke(*, actor: Person | None, tokens: Sequence[ApiToken]) -> None:
    """Makes the tokens void, inside another action's transaction."""
    for token in tokens:
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            audit(actor=actor, action="revoke_token", what=token)


def note_use(*, token: ApiToken) -> None:
    """Keeps when the token was used, but not at every request."""
    if not is_used_lately(token, within_s=USE_NOTED_EVERY_S):
        ApiToken.objects.unscoped().filter(pk=token.pk).update(last_used_at=timezone.now())
