"""The funnel: every figure counts the rows it opens, for those who may count them."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, PersonFactory, run_with
from tests.projects import project_of

from zhiqiao.web.access import Role
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.transfers import actions, funnel
from zhiqiao.web.transfers.models import Visibility
from zhiqiao.web.transfers.queries import due_for, standing_of, unanswered_for
from zhiqiao.web.transfers.reminding import remind, reminders_on
from zhiqiao.web.transfers.stages import End, Stage
from zhiqiao.web.transfers.values import Note

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def client_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def analyst():
    return PersonFactory(role=Role.ANALYST)


@pytest.fixture
def seeker():
    return PersonFactory(role=Role.SEEKER)


@pytest.fixture
def town(seeker):
    """Ten projects of two fields and two months, one of them the seeker's; three matched pairs."""
    run_with(3, finished_at=timezone.now())
    old = timezone.now() - timedelta(days=70)
    for number, stage in enumerate(
        ["introduced"] * 4 + ["negotiating"] * 3 + ["signed"] * 2 + ["paid"]
    ):
        own = {"organisation": seeker.organisation} if number == 0 else {}
        need = NeedFactory(field="新材料" if number % 2 else "新能源", **own)
        when = {"introduced_at": old} if number % 3 == 0 else {}
        project_of(need, OfferFactory(), stage=stage, **when)


def figures(page):
    found = re.findall(
        r'href="(/transfers/funnel/rows/[^"]+)"[^>]*>(?:<b class="num">)?(\d+)<', page
    )
    return [(url.replace("&amp;", "&"), int(n)) for url, n in found]


def test_every_figure_opens_the_rows_it_counts(town, analyst):
    client = client_of(analyst)
    found = figures(client.get("/transfers/funnel/").text)
    assert {("paid", 1), ("signed", 3), ("negotiating", 6), ("introduced", 10), ("matched", 3)} <= {
        (re.search("reached=(\\w+)", url)[1], n) for url, n in found if "field" not in url
    }
    assert len(found) >= 20
    for url, n in found:
        assert client.get(url).context["page"].paginator.count == n, url


def test_counts_shares_and_amounts(town, analyst):
    context = client_of(analyst).get("/transfers/funnel/").context
    assert [step["count"] for step in context["steps"]] == [3, 10, 6, 3, 1]
    assert [step["share"] for step in context["steps"][2:]] == [6 / 10, 3 / 6, 1 / 3]
    assert (context["whole"].signed_fen, context["whole"].paid_fen) == (150_000_000, 50_000_000)
    assert sum(row.introduced for _month, _cells, row in context["months"]) == 10


def test_the_window_includes_both_of_its_days(analyst):
    zone = timezone.get_current_timezone()
    for day, hour in ((1, 0), (2, 23), (3, 0)):
        project_of(introduced_at=datetime(2026, 10, day, hour, 30, tzinfo=zone))
    window = {"since": "2026-10-01", "until": "2026-10-02"}
    answer = client_of(analyst).get("/transfers/funnel/rows/", window)
    assert answer.context["page"].paginator.count == 2


def test_one_counts_what_one_may_see(town, seeker, analyst):
    own = client_of(seeker).get("/transfers/funnel/").context["steps"]
    assert [step["count"] for step in own] == [0, 1, 0, 0, 0]
    everything = client_of(PersonFactory(role=Role.BROKER)).get("/transfers/funnel/")
    assert [step["count"] for step in everything.context["steps"]] == [3, 10, 6, 3, 1]
    for role in (Role.AFFAIRS, Role.REVIEWER, Role.LIAISON, None):
        other = client_of(PersonFactory(role=role))
        for page in ("", "rows/", "export/csv/"):
            assert other.get(f"/transfers/funnel/{page}").status_code == 404


def test_who_only_counts_reads_no_notes_and_opens_no_project(analyst, seeker):
    need = NeedFactory(organisation=seeker.organisation)
    transfer = project_of(need, is_confidential=True, next_action="下一步的字")
    for visibility in Visibility.values:
        actions.write_note(actor=seeker, transfer=transfer, note=Note("便条的字", visibility))
    client = client_of(analyst)
    assert client.get("/transfers/").status_code == 404
    assert client.get(f"/transfers/{transfer.pk}/").status_code == 404
    pages = [client.get(f"/transfers/funnel/{each}").text for each in ("", "rows/", "export/csv/")]
    for word in ("便条的字", "下一步的字", seeker.organisation.name):
        assert not any(word in page for page in pages)
    assert "（保密）" in pages[1]


@pytest.mark.parametrize(
    "asked",
    [
        "since=x",
        "since=1800-01-01",
        "until=2999-01-01",
        "reached=z",
        "end=z",
        "since=2026-12-01&until=2026-01-01",
    ],
)
def test_what_an_address_cannot_mean_is_left_out(town, analyst, asked):
    for page in ("", "rows/", "export/csv/"):
        assert client_of(analyst).get(f"/transfers/funnel/{page}?{asked}").status_code == 200


def test_ends_are_counted_and_opened(analyst):
    project_of(end=End.PRICE)
    answer = client_of(analyst).get("/transfers/funnel/")
    assert [(str(word), n) for word, n, _url in answer.context["ends"]] == [("价格谈不拢", 1)]
    rows = client_of(analyst).get(answer.context["ends"][0][2])
    assert rows.context["page"].paginator.count == 1


def test_months_at_the_edge_of_the_window_are_cut():
    query = funnel.FunnelQuery(date(2026, 2, 10), date(2026, 3, 5))
    assert funnel.month_window(date(2026, 2, 1), query) == {
        "since": date(2026, 2, 10), "until": date(2026, 2, 28),
    }  # fmt: skip
    assert funnel.month_window(date(2026, 3, 1), query)["until"] == date(2026, 3, 5)


# Reminders and home


DUE = """
2026-11-23 on 2026-11-20 : soon 1 late 0
2026-11-24 on 2026-11-20 : nothing
2026-11-20 on 2026-11-20 : soon 1 late 0
2026-11-19 on 2026-11-20 : soon 0 late 1
2026-11-18 on 2026-11-20 : nothing
2026-11-18 on 2026-11-23 : soon 0 late 1
2026-11-22 on 2026-11-23 : soon 0 late 1
2026-11-20 on 2026-11-21 : nothing
"""


@pytest.mark.parametrize("line", DUE.strip().splitlines())
def test_owners_hear_once_of_what_is_newly_due_and_weekly_of_what_is_late(line):
    when, told = line.split(" : ")
    due, on = (date.fromisoformat(day) for day in when.split(" on "))
    owner = PersonFactory(role=Role.BROKER)
    project_of(owner=owner, due_on=due)
    project_of(owner=owner, due_on=due, end=End.PRICE)
    project_of(due_on=due)
    assert remind(on) == (0 if told == "nothing" else 1)
    assert remind(on) == 0
    rows = Message.objects.unscoped().filter(kind="transfers-due")
    heard = [f"soon {row.data['soon']} late {row.data['late']}" for row in rows]
    assert heard == ([] if told == "nothing" else [told])


def test_one_message_tells_of_many_projects():
    owner = PersonFactory(role=Role.BROKER)
    for number in range(40):
        project_of(owner=owner, due_on=FRIDAY - timedelta(days=number % 20))
    assert [(each.soon, each.late) for each in reminders_on(MONDAY)] == [(0, 40)]
    assert remind(MONDAY) == 1


def test_home_is_told_what_is_due_and_what_is_unanswered(seeker):
    today = timezone.localdate()
    for days in (-3, 0, 7, 8):
        need = NeedFactory(organisation=seeker.organisation)
        project_of(need, OfferFactory(), owner=seeker, due_on=today + timedelta(days=days))
    project_of(
        NeedFactory(organisation=seeker.organisation),
        OfferFactory(),
        stage=Stage.PAID,
        end=End.SUCCEEDED,
    )
    assert [row.days_left for row in due_for(seeker)] == [-3, 0, 7]
    standing = standing_of(seeker)
    assert (standing.mine, standing.overdue, standing.soon, standing.unanswered) == (4, 1, 2, 1)
    assert unanswered_for(seeker).count() == 1
