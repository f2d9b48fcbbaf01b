"""What the front page shows."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.catalogue.access import needs_visible_to, offers_visible_to
from zhiqiao.web.catalogue.board import board_of
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.matches.queries import newest_done_runs

STRANGER = AnonymousUser()
"""For whom the welcome page is: what nobody may see is not counted there either."""
SHOWN = 6
DAYS_SOON = 60
COUNTED_AGAIN_S = 60


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is here."""

    needs: int
    offers: int
    organisations: int


def counts() -> Counts:
    """Published needs and offers, and the organisations: a minute old at most."""
    counted = cache.get_or_set("organisations", Organisation.objects.count, COUNTED_AGAIN_S)
    return Counts(
        needs=len(board_of(Side.NEED)),
        offers=len(board_of(Side.OFFER)),
        organisations=counted or 0,
    )


def latest_needs() -> QuerySet[Need]:
    """The newest published needs."""
    return (
        Need.objects.visible_to(STRANGER)
        .filter(status=Status.PUBLISHED)
        .select_related("organisation")[:SHOWN]
    )


def latest_offers() -> QuerySet[Offer]:
    """The newest published offers."""
    return (
        Offer.objects.unscoped()
        .filter(status=Status.PUBLISHED)
        .select_related("organisation")[:SHOWN]
    )


def poor_needs(person: Person) -> QuerySet[Need]:
    """Published and draft needs whose text leaves too much open."""
    seen = needs_visible_to(person).exclude(status=Status.WITHDRAWN)
    return _own(person, seen).filter(quality_level="poor").order_by("quality", "-id")


def due_needs(person: Person) -> QuerySet[Need]:
    """Published needs whose deadline is near."""
    until = timezone.localdate() + timedelta(days=DAYS_SOON)
    seen = needs_visible_to(person).filter(status=Status.PUBLISHED, deadline_on__lte=until)
    return _own(person, seen).filter(deadline_on__gte=timezone.localdate()).order_by("deadline_on")


def own_needs(person: Person) -> QuerySet[Need]:
    """The needs of the person's organisation, with how many offers were recommended for each."""
    recommended = Count(
        "suggestions",
        filter=Q(suggestions__run__in=newest_done_runs(), suggestions__recommended=True),
    )
    return (
        needs_visible_to(person)
        .filter(organisation=person.organisation)
        .annotate(recommended=recommended)
    )


def own_offers(person: Person) -> QuerySet[Offer]:
    """The offers of the person's organisation, with how many needs were suggested for each."""
    # A confidential need is not even counted: the number would tell that there is one.
    told = Q(suggestions__run__in=newest_done_runs(), suggestions__need__is_confidential=False)
    suggested = Count("suggestions__need", filter=told, distinct=True)
    return (
        offers_visible_to(person)
        .filter(organisation=person.organisation)
        .annotate(suggested=suggested)
    )


def _own(person: Person, needs: QuerySet[Need]) -> QuerySet[Need]:
    return needs if person.is_staff_of_centre else needs.filter(organisation=person.organisation)
