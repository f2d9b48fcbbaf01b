"""Reading profiles: what is current, what it was before, what counts on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from zhiqiao.policy.values import Fact as Entry
from zhiqiao.policy.values import FactValue
from zhiqiao.web.accounts.centre.queries import organisation_named
from zhiqiao.web.accounts.models import Organisation, OrganisationState, Person
from zhiqiao.web.profiles.access import is_reader
from zhiqiao.web.profiles.dictionary import entries, groups
from zhiqiao.web.profiles.models import Fact, FactState
from zhiqiao.web.profiles.reading import known, shown, year_of


def current_facts(actor: Person | AnonymousUser, organisation: Organisation) -> list[Fact]:
    """The current facts of the organisation that the visitor sees; the latest period first."""
    rows = Fact.objects.visible_to(actor).current().filter(organisation=organisation)
    return sorted(rows, key=lambda fact: (fact.period, fact.pk), reverse=True)


def profiled(actor: Person | AnonymousUser, words: str) -> QuerySet[Organisation]:
    """The organisations of which the visitor sees a fact; with words, any that go by them.

    What the visitor does not see changes nothing, not even the order.
    """
    theirs = Fact.objects.visible_to(actor).current().filter(organisation=OuterRef("pk"))
    found = Organisation.objects.exclude(state=OrganisationState.MERGED).annotate(
        has_facts=Exists(theirs)
    )
    if not words:
        return found.filter(has_facts=True).order_by("name", "pk")
    named = found.filter(organisation_named(words))
    return named.filter(Q(has_facts=True) | Q(state=OrganisationState.ACTIVE)).order_by(
        "-has_facts", "name", "pk"
    )


def facts_by_organisation(
    actor: Person | AnonymousUser, organisations: Iterable[Organisation]
) -> dict[int, tuple[int, date]]:
    """How many facts the visitor sees of each, and the newest date of their data; in one query."""
    rows = Fact.objects.visible_to(actor).current().filter(organisation__in=list(organisations))
    counted = rows.order_by().values("organisation")
    counted = counted.annotate(known=Count("name", distinct=True), newest=Max("as_of"))
    return {
        number: (known, newest)
        for number, known, newest in counted.values_list("organisation", "known", "newest")
    }


def sees_everything(actor: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Whether no fact of the organisation is hidden from the visitor; what pages say of it."""
    return is_reader(actor) and actor.organisation_id == organisation.pk  # type: ignore[union-attr]


def rows_of(actor: Person | AnonymousUser, organisation: Organisation, name: str) -> list[Fact]:
    """Every row of one fact that the visitor sees, the newest first, with the people behind it."""
    rows = Fact.objects.visible_to(actor).filter(organisation=organisation, name=name)
    return list(rows.select_related("recorded_by", "confirmed_by", "moved_from"))


def counting_on(rows: Iterable[Fact], on: date) -> dict[str, Fact]:
    """By name the fact that counts on the day: the latest period that has begun by then.

    What its organisation disputes counts as unknown, and so does what the dictionary no longer
    has.
    """
    found: dict[str, Fact] = {}
    for fact in sorted(rows, key=lambda fact: (fact.period, fact.pk), reverse=True):
        year = year_of(fact.period)
        if fact.name in found or (year is not None and year > on.year):
            continue
        if fact.state != FactState.DISPUTED and fact.name in entries():
            found[fact.name] = fact
    return found


def values_on(rows: Iterable[Fact], on: date) -> dict[str, FactValue]:
    """By name the values on the day, as the policy engine takes them."""
    dictionary = entries()
    read = ((name, known(dictionary[name], fact.value)) for name, fact in _items(rows, on))
    return {name: value for name, value in read if value is not None}


def _items(rows: Iterable[Fact], on: date) -> Sequence[tuple[str, Fact]]:
    return list(counting_on(rows, on).items())


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a profile page: what the dictionary says, and its current rows."""

    entry: Entry
    rows: tuple[Fact, ...] = ()

    @property
    def fact(self) -> Fact | None:
        """The row of the latest period."""
        return self.rows[0] if self.rows else None

    @property
    def code(self) -> str:
        """How addresses call the fact."""
        return self.entry.code or self.entry.name


@dataclass(frozen=True, slots=True)
class Group:
    """The facts under one heading of the dictionary: those that are known, and the others."""

    title: str
    lines: list[Line] = field(default_factory=list)
    unknown: list[Line] = field(default_factory=list)


def grouped(rows: Iterable[Fact]) -> list[Group]:
    """The facts of a profile under the dictionary's headings, in its order."""
    by_name: dict[str, list[Fact]] = {}
    for fact in rows:
        by_name.setdefault(fact.name, []).append(fact)
    found = []
    for title, items in groups().items():
        lines = [Line(entry, tuple(by_name.get(entry.name, ()))) for entry in items]
        known_ones = [line for line in lines if line.rows]
        found.append(Group(title, known_ones, [line for line in lines if not line.rows]))
    return found


def shown_value(fact: Fact, dictionary: Mapping[str, Entry] | None = None) -> str:
    """The value as people read it; as it is kept where the dictionary has lost the fact."""
    from zhiqiao.web.profiles.language import page_language

    entry = (dictionary or entries()).get(fact.name)
    if entry is None:
        return f"{fact.value} {fact.unit}".strip()
    return shown(entry, fact.value, page_language())
