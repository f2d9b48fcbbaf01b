"""What was applied for: told where programmes are, and not promised twice."""

import pytest
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.applying import ID, applicant, department, handed_in, publish, reviewer
from tests.secure.test_profiles import sign_in

from zhiqiao.web.access import Role
from zhiqiao.web.applications import review_actions
from zhiqiao.web.applications.models import Application
from zhiqiao.web.home.entitled import entitled
from zhiqiao.web.programmes.entitlements import entitlements_on
from zhiqiao.web.rulebook.laying import rules

pytestmark = pytest.mark.django_db
MINE = "/profile/programmes/?basket=all&q=员工培训"
PAGE = f"/programmes/{ID}/"
FEN = 5_000_000


@pytest.fixture(autouse=True)
def _rule(db, settings, tmp_path):
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    publish()
    yield
    rules.look_again()


@pytest.fixture
def office():
    return department()


@pytest.fixture
def application(office):
    return handed_in(applicant())


@pytest.fixture
def person(application):
    return application.made_by


def approve(application):
    colleague = reviewer(application.department)
    review_actions.accept(actor=colleague, application=application)
    application.refresh_from_db()
    review_actions.approve(actor=colleague, application=application, amount_fen=FEN)


def shown(person, address):
    return sign_in(person).get(address).content.decode()


def found_by(person, organisation):
    return entitlements_on(
        actor=person, organisation=organisation, on=timezone.localdate(), language="zh"
    )


def test_what_is_under_way_is_tagged_and_still_counts(person, application):
    found = found_by(person, application.organisation)
    assert found.due_fen == FEN
    path = f'href="/applications/{application.pk}/"'
    for page in (shown(person, MINE), shown(person, PAGE)):
        assert path in page
        assert "已申报" in page
    assert "去申报" not in shown(person, PAGE)


def test_what_was_approved_is_left_out_of_both_totals(
    person, application, django_assert_max_num_queries
):
    approve(application)
    found = found_by(person, application.organisation)
    assert (found.due_fen, found.approved_fen) == (0, FEN)
    desk = entitled(person, application.organisation)
    assert (desk.due_fen, desk.approved_fen) == (0, FEN)
    client = sign_in(person)
    with django_assert_max_num_queries(15):
        page = client.get(MINE).content.decode()
    assert "已获批 <span" in page
    assert "不再计入" in page
    assert "不再计入" in shown(person, "/")


def test_an_approval_under_an_earlier_version_is_not_told(person, application):
    approve(application)
    publish(label="v2")
    found = found_by(person, application.organisation)
    assert (found.due_fen, found.approved_fen) == (FEN, 0)
    assert "去申报" in shown(person, PAGE)


def test_others_are_not_told_who_applied(application):
    stranger = applicant()
    assert f"/applications/{application.pk}/" not in shown(stranger, PAGE)
    for other in (stranger, PersonFactory(role=Role.REVIEWER)):
        items = found_by(other, application.organisation).items
        assert not any(each.applied for each in items)


def test_home_counts_the_clock_in_working_days_and_calls_it_by_its_title(application, office):
    colleague = reviewer(office)
    page = shown(colleague, "/")
    assert "还有 5 个工作日" in page
    assert "申请员工培训补贴" in page
    Application.objects.unscoped().update(due_on=timezone.localdate().replace(day=1, month=1))
    page = shown(colleague, "/")
    assert "已超期" in page
    assert "已过期" not in page


def test_a_version_published_again_tells_what_changed(django_assert_max_num_queries):
    publish(least=20, amount="{定额: 8万元}")
    publish(least=20, amount="{定额: 8万元}")
    client = sign_in(applicant())
    with django_assert_max_num_queries(15):
        page = client.get(PAGE).content.decode()
    assert f"{timezone.localdate():%Y-%m-%d} 第 2 次发布" in page
    assert "由“从业人员 不少于 10人”改为“从业人员 不少于 20人”" in page
    assert "第 3 次发布" not in page, "nothing was changed by it"
