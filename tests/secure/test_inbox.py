"""Messages: told once, read by their reader alone, gone with the access, in baskets."""

import pytest
from django.test import Client
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import Membership, MembershipState
from zhiqiao.web.accounts.personal_data import export_of
from zhiqiao.web.accounts.signals import access_ended
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.audit.errors import UnauditedChangeError
from zhiqiao.web.inbox import actions, kinds, queries
from zhiqiao.web.inbox.forms import PREFIX
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.models import Letter, Mailing, Message, Preference

pytestmark = pytest.mark.django_db
ASKED = MessageKind(
    "application-asked", Topic.APPLICATIONS, "%(programme)s 要补材料", "请在 %(due)s 前补上。"
)
FOUND = MessageKind("search-found", Topic.SEARCHES, "%(count)d 条新成果")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds.known_kinds()))
    kinds.register(ASKED, FOUND)


@pytest.fixture
def person():
    return PersonFactory(role=Role.AFFAIRS)


def signed_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@action
def do_and_tell(people, **more):
    """What an app does: an action with its own audit row that tells people."""
    given = {"kind": "application-asked", "data": {"programme": "研发费用补助"}, "path": "/x/"}
    told = actions.tell(people=people, **(given | more))
    audit(actor=None, action="ask_again", what=Message)
    return told


def test_a_message_is_told_in_the_words_of_its_kind(person):
    assert do_and_tell([person], data={"programme": "研发费用补助", "due": "2026-12-01"}) == 1
    message = Message.objects.visible_to(person).get()
    assert message.title == "研发费用补助 要补材料"
    assert message.text == "请在 2026-12-01 前补上。"
    assert message.organisation_id == person.organisation_id
    assert message.topic == Topic.APPLICATIONS


def test_once_means_once_for_each_person(person):
    other = PersonFactory(role=Role.AFFAIRS)
    assert do_and_tell([person, person], once="asked:7") == 1
    assert do_and_tell([person, other], once="asked:7") == 1
    assert do_and_tell([person], once="asked:8") == 1
    assert do_and_tell([person]) == 1
    assert Message.objects.visible_to(person).count() == 3


def test_a_kind_must_be_registered_and_a_closed_account_is_told_nothing(person):
    with pytest.raises(KeyError):
        do_and_tell([person], kind="unheard-of")
    person.is_active = False
    assert do_and_tell([person]) == 0


def test_telling_alone_is_no_action(person):
    with pytest.raises(UnauditedChangeError):
        actions.tell(kind="search-found", people=[person], data={"count": 3}, path="/x/")


def test_a_message_of_a_kind_that_is_gone_is_still_readable(person):
    do_and_tell([person])
    kinds._KINDS.pop("application-asked")  # noqa: SLF001 -- as after an upgrade
    message = Message.objects.visible_to(person).get()
    assert message.topic == Topic.SYSTEM
    assert message.title
    assert signed_in(person).get("/inbox/").status_code == 200


def test_people_who_hold_a_permission_in_an_organisation():
    organisation = OrganisationFactory()
    affairs = PersonFactory(role=Role.AFFAIRS, organisation=organisation)
    PersonFactory(role=Role.PROVIDER, organisation=organisation)
    PersonFactory(role=Role.AFFAIRS)
    PersonFactory(role=Role.AFFAIRS, organisation=organisation, is_active=False)
    both = PersonFactory(role=Role.PROVIDER)
    Membership.objects.create(person=both, organisation=organisation, role=Role.AFFAIRS)
    pending = PersonFactory(role=None)
    Membership.objects.create(
        person=pending,
        organisation=organisation,
        role=Role.AFFAIRS,
        state=MembershipState.PENDING,
    )
    found = queries.people_who(organisation.pk, Permission.APPLY)
    assert found == [affairs, both]
    assert {each.organisation_id for each in found} == {organisation.pk}


def test_people_who_hold_a_permission_anywhere():
    operator = PersonFactory(role=Role.OPERATOR)
    PersonFactory(role=Role.BROKER)
    assert queries.people_who(None, Permission.SYSTEM_READ) == [operator]


# --- pages ---


def test_the_inbox_shows_ones_own_unread_first_in_baskets(person):
    do_and_tell([PersonFactory(role=Role.AFFAIRS)], data={"programme": "别家的事"})
    do_and_tell([person], data={"programme": "<b>先来的</b>"})
    do_and_tell([person], kind="search-found", data={"count": 3}, path="/offers/")
    newest = Message.objects.visible_to(person).first()
    actions.mark_read(actor=person, message=newest)
    page = signed_in(person).get("/inbox/").content.decode()
    assert "别家的事" not in page
    assert "&lt;b&gt;先来的&lt;/b&gt;" in page
    assert page.index("先来的") < page.index("3 条新成果")
    assert '<span class="num">2</span>' in page
    searches = signed_in(person).get("/inbox/?topic=searches").content.decode()
    assert "3 条新成果" in searches
    assert "先来的" not in searches


def test_opening_marks_read_and_leads_on(person):
    do_and_tell([person], path="/offers/")
    message = Message.objects.visible_to(person).get()
    client = signed_in(person)
    assert queries.unread_count(person) == 1
    answer = client.post(f"/inbox/{message.pk}/open/")
    assert (answer.status_code, answer["Location"]) == (302, "/offers/")
    assert queries.unread_count(person) == 0


def test_a_message_leads_nowhere_else_and_is_nobody_elses(person):
    do_and_tell([person], path="https://elsewhere.example/")
    message = Message.objects.visible_to(person).get()
    other = signed_in(PersonFactory(role=Role.OPERATOR))
    assert other.post(f"/inbox/{message.pk}/open/").status_code == 404
    assert queries.unread_count(person) == 1
    assert signed_in(person).post(f"/inbox/{message.pk}/open/")["Location"] == "/inbox/"


def test_all_of_a_topic_are_marked_read(person):
    other = PersonFactory(role=Role.AFFAIRS)
    do_and_tell([person, other])
    do_and_tell([person], kind="search-found", data={"count": 3})
    client = signed_in(person)
    client.post("/inbox/read/", {"topic": "searches"})
    assert queries.unread_count(person) == 1
    client.post("/inbox/read/")
    assert queries.unread_count(person) == 0
    assert queries.unread_count(other) == 1


def test_reading_a_page_writes_nothing(person):
    do_and_tell([person])
    client = signed_in(person)
    for address in ("/inbox/", "/inbox/preferences/"):
        client.get(address)
    assert queries.unread_count(person) == 1
    assert not Preference.objects.unscoped().exists()


def test_the_inbox_takes_few_queries_however_much_is_in_it(person, django_assert_max_num_queries):
    for number in range(30):
        do_and_tell([person], data={"programme": str(number)})
    client = signed_in(person)
    with django_assert_max_num_queries(10):
        client.get("/inbox/")


# --- preferences ---


def choices(**more):
    chosen = dict.fromkeys(Topic.values, Mailing.DAILY) | {"language": "en"} | more
    return {f"{PREFIX}-{name}": value for name, value in chosen.items()}


def test_preferences_are_kept(person):
    client = signed_in(person)
    chosen = choices(cases="at_once", rules="never")
    assert client.post("/inbox/preferences/", chosen).status_code == 302
    row = Preference.objects.visible_to(person).get()
    assert row.mailing("cases") == Mailing.AT_ONCE
    assert row.mailing("rules") == Mailing.NEVER
    assert row.mailing("matches") == Mailing.DAILY
    assert row.language == "en"


@pytest.mark.parametrize("wrong", [{"cases": "hourly"}, {"language": "xx"}, {"rules": ""}])
def test_a_wrong_choice_is_told_at_its_place(person, wrong):
    answer = signed_in(person).post("/inbox/preferences/", choices(**wrong))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Preference.objects.unscoped().exists()


def test_the_page_says_that_no_mail_is_set_up(person, settings):
    settings.ZHIQIAO_MAIL = ""
    assert "没有设置发邮件的服务器" in signed_in(person).get("/inbox/preferences/").content.decode()


def test_without_a_mail_server_no_letter_waits(person, settings):
    settings.ZHIQIAO_MAIL = ""
    person.email = "li@firm.example"
    do_and_tell([person])
    assert not Letter.objects.unscoped().exists()


# --- access and personal data ---


def test_messages_go_with_the_access(person):
    other = OrganisationFactory()
    Membership.objects.create(person=person, organisation=other, role=Role.AFFAIRS)
    do_and_tell([person])
    person.act_for(other.pk)
    do_and_tell([person])

    @action
    def end():
        access_ended.send(sender=None, people=[person.pk], organisation_id=other.pk, actor=None)
        audit(actor=None, action="end_member", what=Membership)

    end()
    left = Message.objects.visible_to(person).get()
    assert left.organisation_id != other.pk


def test_an_export_holds_the_messages(person):
    do_and_tell([person])
    held = export_of(person)["held"]
    assert held["inbox.Message"][0]["data"] == {"programme": "研发费用补助"}
