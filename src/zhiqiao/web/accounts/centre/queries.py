"""Reads about all organisations and people."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.members.queries import active_memberships
from zhiqiao.web.accounts.models import (
    OPEN_AND_ACTIVE,
    Membership,
    MergeRequest,
    MergeRequestState,
    Organisation,
    OrganisationState,
    Person,
)
from zhiqiao.web.accounts.registering.codes import normal_code


def organisations_found(*, words: str, state: str) -> QuerySet[Organisation]:
    """Organisations whose name holds the words, or whose code begins with them."""
    found = Organisation.objects.select_related("merged_into")
    if state in OrganisationState.values:
        found = found.filter(state=state)
    if words:
        found = found.filter(organisation_named(words))
    members = active_memberships().filter(organisation=OuterRef("pk")).order_by()
    counted = members.values("organisation").annotate(n=Count("person", distinct=True))
    people = Coalesce(Subquery(counted.values("n")), 0)
    return found.annotate(people=people).order_by("name")


def organisation_named(words: str) -> Q:
    """Organisations whose name holds the words, or whose code begins with them."""
    code = normal_code(words)
    by_code = Q(uscc__startswith=code) if code else Q(pk__in=[])
    return Q(name__icontains=words) | Q(code__iexact=words) | by_code


def with_administrator(requests: QuerySet[Membership]) -> QuerySet[Membership]:
    """The requests with whether their organisation has somebody to decide; those without first."""
    administrators = active_memberships().filter(
        organisation=OuterRef("organisation"), role=Role.ORGANISATION_ADMIN
    )
    found = requests.annotate(has_administrator=Exists(administrators))
    return found.order_by("has_administrator", "id")


def open_merge_requests() -> QuerySet[MergeRequest]:
    """Those that wait for the centre."""
    rows = MergeRequest.objects.filter(state=MergeRequestState.OPEN)
    return rows.select_related("source", "target", "asked_by")


def people_found(*, words: str, role: str) -> QuerySet[Person]:
    """People whose name, sign-in name, phone, e-mail or organisation holds the words."""
    found = Person.objects.all()
    held = active_memberships()
    if role in Role.values:
        found = found.filter(pk__in=held.filter(role=role).values("person"))
    if words:
        theirs = held.filter(organisation__name__icontains=words).values("person")
        found = found.filter(
            Q(name__icontains=words)
            | Q(username__icontains=words)
            | Q(phone__icontains=words)
            | Q(email__icontains=words)
            | Q(pk__in=theirs)
        )
    return found.order_by("username")


def rows_by_person(people: list[Person]) -> dict[int, list[Membership]]:
    """The active memberships of the people, in one query."""
    rows = Membership.objects.unscoped().filter(OPEN_AND_ACTIVE, person__in=people)
    held: dict[int, list[Membership]] = {person.pk: [] for person in people}
    for row in rows.select_related("organisation").order_by("organisation", "id"):
        held[row.person_id].append(row)
    return held


def offered_targets(source: Organisation, words: str) -> QuerySet[Organisation]:
    """What an organisation may be merged into."""
    found = organisations_found(words=words, state=OrganisationState.ACTIVE)
    return found.exclude(pk=source.pk)
