"""What the front page shows."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.catalogue.access import needs_visible_to, offers_visible_to
from zhiqiao.web.catalogue.board import board_of
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.catalogue.unpublished import past_last
from zhiqiao.web.intake.models import Import
from zhiqiao.web.matches.models import MatchRun, Review, RunState, Suggestion
from zhiqiao.web.matches.queries import newest_done_runs

STRANGER = AnonymousUser()
"""For whom the welcome page is: what nobody may see is not counted there either."""
SHOWN = 6
LOOK_AT = 5
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


def runs_to_grade() -> QuerySet[MatchRun]:
    """Latest runs with an ungraded one among the first five, nearest deadline first, past last."""
    graded = Review.objects.unscoped().filter(need=OuterRef("need"), offer=OuterRef("offer"))
    open_pairs = Suggestion.objects.unscoped().filter(
        ~Exists(graded), run=OuterRef("pk"), rank__lte=LOOK_AT
    )
    return (
        newest_done_runs()
        .filter(Exists(open_pairs))
        .select_related("need__organisation")
        .annotate(recommended=Count("suggestions", filter=Q(suggestions__recommended=True)))
        .order_by(past_last("need__deadline_on"), "need__deadline_on", "-id")
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
    suggested = Count(
        "suggestions__need", filter=Q(suggestions__run__in=newest_done_runs()), distinct=True
    )
    return (
        offers_visible_to(person)
        .filter(organisation=person.organisation)
        .annotate(suggested=suggested)
    )


def failed_runs() -> int:
    """How many needs' and offers' runs failed in the last week."""
    since = timezone.now() - timedelta(days=7)
    return MatchRun.objects.unscoped().filter(state=RunState.FAILED, asked_at__gte=since).count()


def recent_imports(person: Person) -> QuerySet[Import]:
    """The latest files that the person may see."""
    seen = Import.objects.visible_to(person).select_related("person", "job")
    return seen.defer("errors", "shown")[:LOOK_AT]


def _own(person: Person, needs: QuerySet[Need]) -> QuerySet[Need]:
    return needs if person.is_staff_of_centre else needs.filter(organisation=person.organisation)
