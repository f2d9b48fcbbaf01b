"""Which needs' and offers' matches a person reads, and which runs they may ask for."""

from django.contrib.auth.models import AnonymousUser

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.access import is_own
from zhiqiao.web.catalogue.models import Listing


def sees_matches_of(actor: Person | AnonymousUser, listing: Listing) -> bool:
    """Whether the person sees what was suggested for the listing: its people and the centre do."""
    return isinstance(actor, Person) and actor.may(Permission.MATCH_READ) and is_own(actor, listing)


def may_review(actor: Person | AnonymousUser) -> bool:
    """Whether the person grades: technology managers do."""
    return isinstance(actor, Person) and actor.may(Permission.REVIEW_WRITE)


def sees_all_brokers(actor: Person | AnonymousUser) -> bool:
    """Whether the person sees every technology manager's rate, not only their own.

    Who keeps statistics without grading does, and who runs the site; nobody else.
    """
    if not isinstance(actor, Person) or not actor.may(Permission.STATISTICS_READ):
        return False
    return actor.may(Permission.SYSTEM_READ) or not actor.may(Permission.REVIEW_WRITE)
