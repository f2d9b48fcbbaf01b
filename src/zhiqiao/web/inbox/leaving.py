"""The links with which someone leaves letters without signing in."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.inbox.kinds import Topic

SALT = "zhiqiao.inbox.leave"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves the letters about which topics."""

    person: Person
    topics: tuple[Topic, ...]

    @property
    def is_all(self) -> bool:
        """Whether no letter is left."""
        return len(self.topics) == len(Topic)


def leave_address(person: Person, topics: Collection[str]) -> str:
    """The address of the page that ends these letters; it does not expire."""
    token = signing.dumps([person.pk, sorted(topics)], salt=SALT)
    return address_of(reverse("inbox-leave", args=[token]))


def read_leaving(token: str) -> Leaving | None:
    """What a link stands for; None where it is not one of ours, or the account is closed."""
    try:
        person_id, topics = signing.loads(token, salt=SALT)
        wanted = tuple(Topic(topic) for topic in topics)
    except (signing.BadSignature, ValueError):
        return None
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    return Leaving(person, wanted) if person else None


def address_of(path: str) -> str:
    """A page's whole address, as people reach the site."""
    return origin() + path


def origin() -> str:
    """How people reach the site: the first origin, else the first host."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0])
    scheme = "https" if getattr(settings, "SESSION_COOKIE_SECURE", False) else "http"
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return f"{scheme}://{host}"
