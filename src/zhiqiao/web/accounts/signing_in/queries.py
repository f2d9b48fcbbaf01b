"""Reads about how people sign in."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.models import OpenSession


def open_sessions(person: Person) -> QuerySet[OpenSession]:
    """Where the person is signed in now, the latest seen first."""
    return OpenSession.objects.filter(
        person=person, expire_date__gt=timezone.now(), replaced_by=""
    ).order_by("-seen_at")


def identities(person: Person) -> list[Any]:
    """The outside identities that sign the person in."""
    return list(SocialAccount.objects.filter(user=person).order_by("pk"))


def identity_of(person: Person, provider: str) -> Any:
    """The person's identity with that provider, or None."""
    return SocialAccount.objects.filter(user=person, provider=provider).first()


def recovery_codes_left(person: Person) -> int:
    """How many recovery codes are unused."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def outside_provider() -> dict[str, Any] | None:
    """The outside provider as configured, or None."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0] if apps else None
