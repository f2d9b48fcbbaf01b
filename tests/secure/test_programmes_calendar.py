"""The calendar of windows, and the private feed that calendar programs read."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.programme_rules import write_rules
from tests.secure.test_profiles import fact_of, sign_in

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, MembershipState
from zhiqiao.web.accounts.signals import access_ended, password_renewed
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.programmes import actions
from zhiqiao.web.programmes.calendar_dates import Month, dates_of, weeks_of
from zhiqiao.web.programmes.cards import cards_on
from zhiqiao.web.programmes.models import CalendarFeed
from zhiqiao.web.rulebook.current import rulebook_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def book(tmp_path):
    return rulebook_in(write_rules(tmp_path, on=DAY))


@pytest.fixture
def site(settings, tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    settings.ZHIQIAO_POLICIES = str(write_rules(folder))


@pytest.fixture
def firm():
    made = OrganisationFactory(name="云上涂料")
    fact_of(made, "是否独立法人", "是", unit="")
    fact_of(made, "上年度研发费用", "600", unit="万元", period="2025")
    fact_of(made, "上年度营业收入", "8000", unit="万元", period="2025")
    fact_of(made, "资质称号", '["大型企业"]', unit="")
    return made


@pytest.fixture
def affairs(firm):
    return PersonFactory(role=Role.AFFAIRS, organisation=firm)


def made_feed(person):
    """The address of a new feed, as the page tells it once."""
    page = sign_in(person).post("/programmes/calendar/feeds/").content.decode()
    start = page.index("/programmes/feed/")
    return page[start : page.index(".ics", start) + 4]


def test_windows_open_and_close_on_their_days(book):
    dates = dates_of(book, cards_on(book, DAY, "zh"), {})
    assert [(each.card.id, each.on, each.is_closing) for each in dates] == [
        ("grant", date(2026, 1, 31), False),
        ("grant", date(2026, 3, 12), True),
        ("voucher", date(2026, 3, 22), False),
        ("voucher", date(2026, 5, 21), True),
    ]
    assert dates[1].uid == "grant.20260312.closes"


def test_a_month_has_its_weeks_from_monday(book):
    dates = dates_of(book, cards_on(book, DAY, "zh"), {})
    weeks = list(weeks_of(Month(2026, 3), dates))
    assert all(len(week) == 7 for week in weeks)
    assert weeks[0][6].on == date(2026, 3, 1)
    told = [cell for week in weeks for cell in week if cell.events]
    assert [cell.on.day for cell in told] == [12, 22]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12", "2026-12"),
        ("2026-13", "2026-03"),
        ("x", "2026-03"),
        ("", "2026-03"),
        ("99999-01", "2026-03"),
        ("\uff12026-12", "2026-03"),
    ],
)
def test_a_month_is_read_from_an_address(text, expected):
    assert Month.read(text, today=DAY).text == expected


def test_months_follow_each_other_over_years():
    assert Month(2026, 12).moved(1) == Month(2027, 1)
    assert Month(2026, 1).moved(-1) == Month(2025, 12)


@pytest.mark.usefixtures("site")
def test_the_calendar_is_everyones_and_marks_ones_own(affairs):
    closes = timezone.localdate() + timedelta(days=10)
    public = Client().get("/programmes/calendar/", {"month": f"{closes:%Y-%m}"}).content.decode()
    assert f'datetime="{closes}"' in public
    assert "verdict-met" not in public
    own = sign_in(affairs).get("/programmes/calendar/", {"own": "1"}).content.decode()
    assert "verdict-met" in own
    assert "科技创新券" not in own


@pytest.mark.usefixtures("site")
def test_the_calendar_is_exported():
    answer = Client().get("/programmes/calendar/export/xlsx/")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert {row[2] for row in rows[1:]} == {"领取研发投入补助", "领取科技创新券"}


@pytest.mark.usefixtures("site")
def test_a_feed_holds_ones_own_dates_as_whole_days_with_alarms(affairs):
    address = made_feed(affairs)
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    calendar = Calendar.from_ical(answer.content)
    events = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    closes = timezone.localdate() + timedelta(days=10)
    event = events[f"grant.{closes:%Y%m%d}.closes@zhiqiao"]
    assert event["DTSTART"].dt == closes
    assert str(event["SUMMARY"]) == "申报截止：领取研发投入补助"
    alarms = [each["TRIGGER"].dt for each in event.walk("VALARM")]
    assert alarms == [timedelta(days=-14, hours=9), timedelta(days=-3, hours=9)]
    assert not any("voucher" in uid for uid in events)
    assert str(calendar["X-WR-TIMEZONE"]) == "Asia/Shanghai"
    again = Calendar.from_ical(Client().get(address).content)
    assert {str(each["UID"]) for each in again.walk("VEVENT")} == set(events)


@pytest.mark.usefixtures("site")
def test_only_a_digest_of_the_secret_is_kept_and_it_is_shown_once(affairs):
    address = made_feed(affairs)
    secret = address.removeprefix("/programmes/feed/").removesuffix(".ics")
    feed = CalendarFeed.objects.unscoped().get()
    assert feed.digest == actions.digest_of(secret)
    assert secret not in sign_in(affairs).get("/programmes/calendar/").content.decode()


@pytest.mark.usefixtures("site")
def test_a_revoked_feed_answers_as_one_that_never_was(affairs):
    address = made_feed(affairs)
    feed = CalendarFeed.objects.unscoped().get()
    other = sign_in(PersonFactory(role=Role.AFFAIRS))
    assert other.post(f"/programmes/calendar/feeds/{feed.pk}/revocation/").status_code == 404
    assert Client().get(address).status_code == 200
    sign_in(affairs).post(f"/programmes/calendar/feeds/{feed.pk}/revocation/")
    assert Client().get(address).status_code == 404
    assert Client().get("/programmes/feed/none.ics").status_code == 404


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("end", ["membership", "person", "access", "password"])
def test_a_feed_ends_with_the_rights_of_its_person(affairs, firm, end):
    address = made_feed(affairs)
    if end == "membership":
        Membership.objects.unscoped().filter(person=affairs).update(
            state=MembershipState.ENDED, ended_at=timezone.now()
        )
    elif end == "person":
        type(affairs).objects.filter(pk=affairs.pk).update(is_active=False)
    else:
        with system_action("test"):
            if end == "access":
                access_ended.send(None, people=[affairs.pk], organisation_id=firm.pk, actor=None)
            else:
                password_renewed.send(None, person=affairs, actor=None)
        assert CalendarFeed.objects.unscoped().get().revoked_at
    assert Client().get(address).status_code == 404


@pytest.mark.usefixtures("site")
def test_a_person_has_five_feeds_at_most(affairs):
    for _ in range(actions.FEEDS_MAX):
        made_feed(affairs)
    answer = sign_in(affairs).post("/programmes/calendar/feeds/", follow=True)
    assert "最多有 5 个订阅地址" in answer.content.decode()
    assert CalendarFeed.objects.unscoped().count() == actions.FEEDS_MAX


@pytest.mark.usefixtures("site")
def test_a_feed_is_read_so_often_and_no_more(affairs):
    address = made_feed(affairs)
    client = Client()
    statuses = [client.get(address).status_code for _ in range(41)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.REVIEWER, Role.BROKER])
def test_who_may_not_assess_makes_no_feed(role):
    client = sign_in(PersonFactory(role=role))
    assert client.post("/programmes/calendar/feeds/").status_code == 404
