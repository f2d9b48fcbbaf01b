"""Keeping searches, opening them, and telling people what is new."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.searches.models import SavedSearch
from zhiqiao.web.searches.queries import findings_of
from zhiqiao.web.searches.subjects import subject_of

SEARCHES_MAX = 50


class TooManySearchesError(Exception):
    """The person keeps as many searches as one may; nothing was saved."""


@action
def save_search(*, actor: Person, of: str, query: str, name: str, frequency: str) -> SavedSearch:
    """Keeps a search; what is there now counts as seen. The same search again is renamed.

    Raises:
        TooManySearchesError: the person has `SEARCHES_MAX` already.
    """
    own = SavedSearch.objects.visible_to(actor)
    same = own.filter(of=of, query=query).first()
    if same is None and own.count() >= SEARCHES_MAX:
        raise TooManySearchesError
    search = same or SavedSearch(person=actor, of=of, query=query)
    search.name, search.frequency = name, frequency
    if same is None:
        _mark(search)
    search.save()
    audit(actor=actor, action="save_search", what=search, data={"of": of, "frequency": frequency})
    return search


@action
def change_search(*, actor: Person, search: SavedSearch, name: str, frequency: str) -> None:
    """Another name, another frequency."""
    search.name, search.frequency = name, frequency
    search.save(update_fields=["name", "frequency"])
    audit(actor=actor, action="change_search", what=search, data={"frequency": frequency})


@action
def see_search(*, actor: Person, search: SavedSearch) -> None:
    """What is there now counts as seen, and is not told any more."""
    _mark(search)
    search.save(update_fields=["seen", "told", "told_on"])
    audit(actor=actor, action="see_search", what=search)


@action
def remove_search(*, actor: Person, search: SavedSearch) -> None:
    """Forgets a search; nothing more is told of it."""
    audit(actor=actor, action="remove_search", what=search)
    search.delete()


def _mark(search: SavedSearch) -> None:
    today = timezone.localdate()
    mark = dict(subject_of(search.of).mark(search.query, on=today))
    search.seen, search.told, search.told_on = mark, mark, today


@action
def tell_person(*, person: Person, searches: Sequence[SavedSearch], on: date) -> int:
    """Tells a person in one message what is new in these searches; how many messages: 0 or 1.

    What was told once is not told again, even if it is not looked at.
    """
    found = [each for each in findings_of(searches, since="told") if each.count]
    told = 0
    if found:
        told = tell(
            kind="search-digest",
            people=[person],
            data={
                "count": sum(each.count for each in found),
                "names": " · ".join(f"{each.search.name} +{each.count}" for each in found),
            },
            path=reverse("searches"),
            once=f"search-digest-{on:%Y%m%d}",
        )
    for search in searches:
        search.told = dict(subject_of(search.of).mark(search.query, on=on))
        search.told_on = on
        search.save(update_fields=["told", "told_on"])
    audit(actor=None, action="tell_digest", what=person, data={"count": len(found)})
    return told
