"""How a project ended, counted as a grade: beside people's grades, never before one's own."""

import pytest
from django.test import Client
from tests.factories import PersonFactory, ReviewFactory, run_with
from tests.projects import project_of

from zhiqiao.matching.values import Relevance
from zhiqiao.web.access import Role
from zhiqiao.web.matches.actions import review
from zhiqiao.web.matches.cards import cards_of
from zhiqiao.web.matches.models import Review, ReviewSource
from zhiqiao.web.matches.queries import counting_reviews
from zhiqiao.web.matches.rates import from_outcomes, graded_suggestions, newest_grades
from zhiqiao.web.matches.refitting import graded
from zhiqiao.web.transfers import actions
from zhiqiao.web.transfers.stages import End
from zhiqiao.web.transfers.values import Closing

pytestmark = pytest.mark.django_db
TRANSFER = ReviewSource.TRANSFER


@pytest.fixture
def suggestion():
    return run_with(3).suggestions.get(rank=1)


@pytest.fixture
def broker():
    return PersonFactory(role=Role.BROKER)


@pytest.fixture
def pair(suggestion):
    return suggestion.need_id, suggestion.offer_id


def ended(suggestion, actor, end=End.UNRELATED):
    transfer = project_of(suggestion.need, suggestion.offer)
    return actions.close(actor=actor, transfer=transfer, closing=Closing(end), version=1)


def test_an_end_counts_in_the_statistics_and_for_the_next_fit(suggestion, broker, pair):
    ended(suggestion, broker)
    assert newest_grades() == {pair: 1}
    assert [(each.need_id, each.relevance) for each in graded()] == [(str(pair[0]), 1)]
    assert from_outcomes(graded_suggestions()) == 1
    client = Client()
    client.force_login(broker, backend="django.contrib.auth.backends.ModelBackend")
    assert "其中 1 对按项目结果" in client.get("/statistics/").text


def test_an_end_that_says_nothing_counts_nowhere(suggestion, broker):
    ended(suggestion, broker, End.PRICE)
    assert newest_grades() == {}
    assert graded() == []


# A letter a grade, the oldest first: person A or B, r(eview) or t(ransfer), the grade.
ORDERS = """
Ar4          : 4
At1          : 1
Ar4 At1      : 4
At1 Ar4      : 4
Ar4 Ar2 At1  : 2
Ar4 Bt1      : 1
Bt1 Ar4      : 4
At1 Bt3      : 3
Ar4 At1 Br2  : 2
Ar4 Br2 At1  : 2
"""


@pytest.mark.parametrize("line", ORDERS.strip().splitlines())
def test_which_grade_of_a_pair_counts(suggestion, pair, line):
    given, counts = (part.strip() for part in line.split(":"))
    people = {name: PersonFactory() for name in "AB"}
    sources = {"r": ReviewSource.REVIEW, "t": TRANSFER}
    for person, source, grade in given.split():
        ReviewFactory(
            need=suggestion.need,
            offer=suggestion.offer,
            person=people[person],
            source=sources[source],
            relevance=int(grade),
        )
    assert newest_grades() == {pair: int(counts)}
    by_person = {row.person: row.source for row in counting_reviews()}
    for name, person in people.items():
        own = {each[1] for each in given.split() if each[0] == name}
        # "r" comes before "t": a given grade goes first.
        assert by_person.get(person) == (sources[min(own)] if own else None)


def test_grading_after_an_end_is_not_taken_for_a_second_click(suggestion, broker, pair):
    ended(suggestion, broker)
    review(actor=broker, suggestion=suggestion, relevance=Relevance.UNRELATED)
    assert Review.objects.unscoped().count() == 2
    review(actor=broker, suggestion=suggestion, relevance=Relevance.UNRELATED)
    assert Review.objects.unscoped().count() == 2


def test_the_card_shows_where_a_grade_comes_from(suggestion, broker):
    ended(suggestion, broker)
    card = cards_of([suggestion], broker)[0]
    assert card.own_review is None
    assert [row.source for row in card.others] == [TRANSFER]
    client = Client()
    client.force_login(broker, backend="django.contrib.auth.backends.ModelBackend")
    assert "项目结果" in client.get(f"/needs/{suggestion.need_id}/").text


def test_a_party_without_the_right_to_grade_causes_one_by_closing(suggestion):
    seeker = PersonFactory(role=Role.SEEKER, organisation=suggestion.need.organisation)
    ended(suggestion, seeker, End.IMMATURE)
    row = Review.objects.unscoped().get()
    assert (row.person, row.relevance, row.source) == (seeker, 2, TRANSFER)
