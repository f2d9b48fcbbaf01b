"""The pages of the ledger: one's own department's accounts and entries, and nobody else's."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.keeping_books import Books, K, all_posted, opened, resolved, reversed_
from tests.secure.test_ledger_posting import numbered

from zhiqiao.ledger import Movement, Phase
from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import RowActor, shown
from zhiqiao.web.ledger.listing import PAGE_SIZE
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.ledger.sources import register

pytestmark = pytest.mark.django_db(transaction=True)
QUERIES_MAX = 15


@pytest.fixture
def books():
    return Books(100_000)


def client_of(books, role=Role.FINANCE_CHECKER):
    client = Client()
    client.force_login(PersonFactory(role=role, organisation=books.organisation))
    return client


def text_of(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_accounts_with_what_is_in_them(books):
    resolved(books.pay(40_050), Phase.POST)
    page = text_of(client_of(books), "/ledger/")
    assert books.line.code in page
    for amount in ("1,000.00", "400.50", "599.50"):
        assert amount in page
    assert "平" in page


def test_accounts_by_kind_and_by_words(books):
    client = client_of(books)
    opened(K.BUDGET, books.organisation, "budget/2026/x")
    only = text_of(client, "/ledger/?kind=budget&q=2026")
    assert "budget/2026/x" in only
    assert f">{books.line.code}<" not in only
    assert "没有找到" in text_of(client, "/ledger/?q=nothing")


def test_the_key_of_an_entry_leads_to_it(books):
    entry = books.pay(7, key="pay/123")
    answer = client_of(books).get("/ledger/?q=pay/123")
    assert answer.url == f"/ledger/{books.line.pk}/?before={entry.pk + 1}#entry-{entry.pk}"
    assert f'id="entry-{entry.pk}"' in text_of(client_of(books), answer.url)


def test_an_account_page_by_page(books):
    all_posted(numbered(PAGE_SIZE + 20), Movement.PAY, books.line, books.transit)
    client = client_of(books)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        first = client.get(f"/ledger/{books.line.pk}/")
    assert len(queries) <= QUERIES_MAX
    page = first.context["page"]
    assert len(page.lines) == PAGE_SIZE
    rest = client.get(f"/ledger/{books.line.pk}/?before={page.older}").context["page"]
    assert len(rest.lines) == 21
    assert rest.older is None
    numbers = [each.entry.pk for each in (*page.lines, *rest.lines)]
    assert numbers == sorted(numbers, reverse=True)


def test_entries_are_searched_by_key_and_day(books):
    books.pay(7, key="pay/1")
    client = client_of(books)
    path = f"/ledger/{books.line.pk}/"
    assert len(client.get(f"{path}?key=pay/").context["page"].lines) == 1
    assert len(client.get(f"{path}?start_on=2026-11-21").context["page"].lines) == 0
    assert len(client.get(f"{path}?end_on=2026-11-20").context["page"].lines) == 2
    assert "请改一个" in text_of(client, f"{path}?start_on=2026-11-21&end_on=2026-11-20")


def test_a_cause_is_linked_where_its_app_told_of_it(books):
    register("linked", lambda number: f"/somewhere/{number}/", word="某处")
    books.pay(7, source="linked", source_id=12)
    reversed_(resolved(books.pay(5), Phase.POST))
    page = text_of(client_of(books), f"/ledger/{books.line.pk}/")
    assert '<a href="/somewhere/12/">某处 12</a>' in page
    assert "冲销" in page


@pytest.mark.parametrize("path", ["", "{line}/", "export/xlsx/", "{line}/export/xlsx/"])
def test_only_finance_reads_the_ledger(books, path):
    address = f"/ledger/{path.format(line=books.line.pk)}"
    for role in (Role.REVIEWER, Role.OPERATOR, Role.AFFAIRS):
        text_of(client_of(books, role), address, status=404)
    for role in (Role.FINANCE_MAKER, Role.FINANCE_CHECKER):
        assert client_of(books, role).get(address).status_code == 200


def test_another_departments_money_is_not_there(books):
    other = Books(5)
    other.pay(3, key="theirs")
    client = client_of(books)
    assert other.line.code not in text_of(client, "/ledger/")
    assert "没有找到" in text_of(client, "/ledger/?q=theirs")
    text_of(client, f"/ledger/{other.line.pk}/", status=404)
    text_of(client, f"/ledger/{other.line.pk}/export/xlsx/", status=404)


def test_downloads(books):
    books.pay(7)
    client = client_of(books)
    for path in ("/ledger/export/xlsx/", f"/ledger/{books.line.pk}/export/xlsx/"):
        answer = client.get(path)
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert "attachment" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    made_at = timezone.localtime(Entry.objects.unscoped().latest("pk").made_at)
    assert sheet["L2"].value == made_at.replace(tzinfo=None, microsecond=0)
    assert (sheet.title, sheet["E2"].number_format) == ("分录", "#,##0.00")
    text_of(client, f"/ledger/{books.line.pk}/export/pdf/", status=404)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no policies")
def test_the_database_itself_keeps_departments_apart(books):
    other = Books(5)
    for role in (Role.FINANCE_CHECKER, Role.REVIEWER):
        person = PersonFactory(role=role, organisation=books.organisation)
        with shown(RowActor.of(person)):
            seen = set(Account.objects.unscoped().values_list("organisation_id", flat=True))
            assert seen == {books.organisation.pk}
            assert Entry.objects.unscoped().count() == 1
    stranger = PersonFactory(role=Role.AFFAIRS, organisation=other.organisation)
    with shown(RowActor.of(stranger)):
        assert not Account.objects.unscoped().exists()
        assert not Entry.objects.unscoped().exists()


@pytest.mark.parametrize("role", [Role.FINANCE_MAKER, Role.FINANCE_CHECKER])
def test_finance_posts_as_itself(books, role):
    person = PersonFactory(role=role, organisation=books.organisation)
    with shown(RowActor.of(person)):
        resolved(books.pay(7), Phase.VOID)
        assert all_posted(numbered(3), Movement.PAY, books.line, books.transit) == (3, 21)
