"""Reads of projects that several pages share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from zhiqiao.web.access import Permission, Role, granted
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import OPEN_AND_ACTIVE, Membership, Person
from zhiqiao.web.transfers.models import Transfer, TransferEvent

SOON = timedelta(days=7)
BESIDE = ("owner", "seeker", "provider")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may look after a project, and for whom."""

    person: Person
    organisation_id: int
    organisation_name: str
    is_of_centre: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How many projects a person has to look at."""

    open: int
    mine: int
    soon: int
    overdue: int
    closed: int
    unanswered: int


def worked_on_by(person: Person) -> QuerySet[Transfer]:
    """The projects that the person works on, with the people and organisations on their cards."""
    rows: QuerySet[Transfer] = Transfer.objects.all().worked_on_by(person)
    return rows.select_related(*BESIDE)


def standing_of(person: Person, *, on: date | None = None, within: Q | None = None) -> Standing:
    """The counts of the person's baskets, in one query; of a search where one is given."""
    today = on or timezone.localdate()
    is_open, is_late = Q(end=""), Q(end="", due_on__lt=today)
    is_soon = Q(end="", due_on__gte=today, due_on__lte=today + SOON)
    asked = ~Q(end="") & Q(was_solved=None, seeker_id=person.organisation_id or 0)
    counted = (
        Transfer.objects.all()
        .worked_on_by(person)
        .filter(within or Q())
        .order_by()
        .aggregate(
            open=Count("pk", filter=is_open),
            mine=Count("pk", filter=is_open & Q(owner=person)),
            soon=Count("pk", filter=is_soon),
            overdue=Count("pk", filter=is_late),
            closed=Count("pk", filter=~Q(end="")),
            unanswered=Count("pk", filter=asked),
        )
    )
    return Standing(**counted)


def due_for(person: Person, *, on: date | None = None) -> QuerySet[Transfer]:
    """Open projects that the person looks after and that are overdue or due within a week."""
    today = on or timezone.localdate()
    rows = worked_on_by(person).filter(end="", owner=person, due_on__lte=today + SOON)
    return rows.order_by("due_on", "pk")


def unanswered_for(person: Person) -> QuerySet[Transfer]:
    """Closed projects of the person's organisation of which nobody said if the need is solved."""
    own = person.organisation_id or 0
    rows = worked_on_by(person).filter(seeker_id=own, was_solved=None).exclude(end="")
    return rows.order_by("-closed_at")


def events_for(person: Person, transfer: Transfer) -> QuerySet[TransferEvent]:
    """What happened, as far as the person may read it, newest first."""
    rows = TransferEvent.objects.visible_to(person).filter(transfer=transfer)
    return rows.select_related("person", "organisation")


def _roles_with(permission: Permission) -> list[str]:
    return [role.value for role in Role if permission in granted(role)]


def candidates_for(transfer: Transfer) -> Mapping[int, Candidate]:
    """Whoever may look after the project, by their number: of both sides and of the centre."""
    of_centre = _roles_with(Permission.TRANSFER_ALL)
    working = _roles_with(Permission.TRANSFER_WRITE)
    trusted = set(_roles_with(Permission.CONFIDENTIAL_READ))
    seeking = [role for role in working if role in trusted or not transfer.is_confidential]
    of_sides = Q(role__in=working, organisation=transfer.provider_id) | Q(
        role__in=seeking, organisation=transfer.seeker_id
    )
    with every_row_for("who may look after a project"):
        held = Membership.objects.unscoped().filter(OPEN_AND_ACTIVE)
        held = held.filter(Q(role__in=of_centre) | of_sides).select_related(
            "person", "organisation"
        )
        rows = list(held.order_by("organisation__name", "person__name", "pk"))
    found: dict[int, Candidate] = {}
    for row in rows:
        known = Candidate(
            row.person, row.organisation_id, row.organisation.name, row.role in of_centre
        )
        found.setdefault(row.person_id, known)
    return found
