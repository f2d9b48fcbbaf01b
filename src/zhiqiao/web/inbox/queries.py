"""Reads of the inbox."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import OPEN_AND_ACTIVE, Membership, Person
from zhiqiao.web.inbox.kinds import Topic, known_kinds
from zhiqiao.web.inbox.models import Letter, LetterState, Message, Preference

ORGANISATIONS_MAX = 500


def people_who(organisation_id: int | None, permission: Permission) -> list[Person]:
    """The active people who hold the permission in that organisation; in any, where None.

    Each acts for the organisation found: `person.organisation_id`. One query.
    """
    with every_row_for("whom to tell"):
        rows = Membership.objects.unscoped().filter(OPEN_AND_ACTIVE)
        if organisation_id is not None:
            rows = rows.filter(organisation_id=organisation_id)
        return _holders(rows, permission)


def people_of(organisation_ids: Iterable[int], permission: Permission) -> list[Person]:
    """As `people_who`, of many organisations; a query for each few hundred of them."""
    wanted = sorted(set(organisation_ids))
    found: list[Person] = []
    with every_row_for("whom to tell"):
        for start in range(0, len(wanted), ORGANISATIONS_MAX):
            some = wanted[start : start + ORGANISATIONS_MAX]
            rows = Membership.objects.unscoped().filter(OPEN_AND_ACTIVE, organisation_id__in=some)
            found += _holders(rows, permission)
    return found


def _holders(rows: QuerySet[Membership], permission: Permission) -> list[Person]:
    held: dict[tuple[int, int], list[Membership]] = {}
    for row in rows.select_related("organisation", "person").order_by("person_id", "pk"):
        held.setdefault((row.person_id, row.organisation_id), []).append(row)
    found: dict[int, Person] = {}
    for (person_id, acting_for), own in held.items():
        grant = own[0].person.take_grant(own, acting_for)
        if permission in grant.permissions:
            found.setdefault(person_id, own[0].person)
    return list(found.values())


def unread_count(person: Person) -> int:
    """How many messages the person has not read."""
    return Message.objects.visible_to(person).filter(read_at=None).count()


def messages_of(person: Person, *, topic: str = "") -> QuerySet[Message]:
    """The person's messages, unread ones first, then the newest."""
    rows = Message.objects.visible_to(person).select_related("organisation")
    if topic:
        rows = rows.filter(kind__in=_codes_of(topic))
    return rows.order_by(F("read_at").desc(nulls_first=True), "-id")


def counts_by_topic(person: Person) -> dict[str, tuple[int, int]]:
    """How many messages there are of each topic, and how many of them are unread."""
    rows = Message.objects.visible_to(person).order_by().values("kind")
    counted = rows.annotate(total=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    total: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    for row in counted:
        kind = known_kinds().get(row["kind"])
        topic = kind.topic if kind else Topic.SYSTEM
        total[topic] += row["total"]
        unread[topic] += row["unread"]
    return {topic: (total[topic], unread[topic]) for topic in Topic.values}


def preferences_of(people: Iterable[Person]) -> dict[int, Preference]:
    """How each of them wants letters; who said nothing has the defaults, not stored."""
    wanted = list(people)
    with every_row_for("how people want letters"):
        rows = Preference.objects.unscoped().filter(person__in=wanted)
        said = {row.person_id: row for row in rows}
    return {person.pk: said.get(person.pk) or Preference(person=person) for person in wanted}


def letters_in_trouble(actor: Person) -> QuerySet[Letter]:
    """Letters that could not be sent so far, or were given up, newest first."""
    rows = Letter.objects.visible_to(actor).filter(failures__gt=0)
    return rows.filter(state__in=(LetterState.TRYING, LetterState.FAILED)).select_related("person")


def _codes_of(topic: str) -> list[str]:
    return [code for code, kind in known_kinds().items() if kind.topic == topic]
