"""Letters: by a real mail server, by day, many messages in one, never twice, failures kept."""

import email
import email.policy
import logging
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.test import Client
from django.utils import translation
from tests.factories import PersonFactory
from tests.secure.operating import free_port

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.common.working_days import PUBLISHED
from zhiqiao.web.access import Role
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox import actions, hours, kinds, letter_actions, sending
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.leaving import leave_address
from zhiqiao.web.inbox.mail import server_of
from zhiqiao.web.inbox.models import Letter, LetterState, Mailing, Message, Preference
from zhiqiao.web.jobs.calendar import read_calendar, working_calendar

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
ADDRESS = "li@firm.example"


class PostOffice:
    """What a mail server does with letters: keeps them, or answers as it is told to."""

    def __init__(self):
        self.letters = []
        self.recipient_answer = "250 OK"
        self.data_answer = "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.data_answer.startswith("250"):
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.letters.append(parsed)
        return self.data_answer


@pytest.fixture
def post_office(settings):
    """A mail server that runs, and the site set up to use it."""
    office, port = PostOffice(), free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings.ZHIQIAO_MAIL = f"smtp://127.0.0.1:{port}"
    settings.ZHIQIAO_MAIL_FROM = "智桥 <noreply@zhiqiao.example>"
    settings.CSRF_TRUSTED_ORIGINS = ["https://zhiqiao.example"]
    yield office
    controller.stop()


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds.known_kinds()))
    kinds.register(
        MessageKind("asked", Topic.APPLICATIONS, "%(what)s 要补材料", "请尽快补上。"),
        MessageKind("found", Topic.SEARCHES, "%(count)d 条新成果"),
    )


@pytest.fixture
def person():
    return PersonFactory(role=Role.AFFAIRS, email=ADDRESS)


@action
def tell(person, *, kind="asked", path="/applications/7/", **data):
    actions.tell(kind=kind, people=[person], data=data or {"what": "补助"}, path=path)
    audit(actor=None, action="ask_again", what=Message)


def prefer(person, **mailings):
    Preference.objects.create(person=person, mailings=mailings)


def only_letter():
    return Letter.objects.unscoped().get()


def send_when_due(letter=None):
    letter = letter or only_letter()
    return sending.send(letter.pk, now=letter.due_at)


# --- when ---

FRIDAY_NIGHT = "2026-11-20 21:00"


@pytest.mark.parametrize(
    ("mailing", "at", "due"),
    [
        ("at_once", "2026-11-23 10:00", "2026-11-23 10:02"),
        ("at_once", "2026-11-23 19:59", "2026-11-24 08:00"),
        ("at_once", "2026-11-23 03:00", "2026-11-23 08:00"),
        ("at_once", FRIDAY_NIGHT, "2026-11-23 08:00"),
        ("at_once", "2026-10-10 12:00", "2026-10-10 12:02"),  # a Saturday worked
        ("at_once", "2026-10-01 12:00", "2026-10-08 08:00"),
        ("daily", "2026-11-23 08:00", "2026-11-23 08:30"),
        ("daily", "2026-11-23 08:30", "2026-11-24 08:30"),
        ("daily", FRIDAY_NIGHT, "2026-11-23 08:30"),
        ("weekly", "2026-11-23 08:00", "2026-11-23 08:30"),
        ("weekly", "2026-11-23 09:00", "2026-11-30 08:30"),
        ("weekly", "2026-09-28 09:00", "2026-10-08 08:30"),  # Monday is a day off
    ],
)
def test_letters_go_by_day_on_working_days(mailing, at, due):
    instant = datetime.fromisoformat(at).replace(tzinfo=CHINA)
    found = hours.due_at(Mailing(mailing), instant, calendar=PUBLISHED)
    assert found == datetime.fromisoformat(due).replace(tzinfo=CHINA)


def test_a_letter_that_comes_due_at_night_waits_for_the_day(person, post_office):
    tell(person)
    letter = only_letter()
    night = datetime(2026, 11, 27, 23, tzinfo=CHINA)
    assert sending.send(letter.pk, now=night) is False
    letter = only_letter()
    assert letter.due_at == datetime(2026, 11, 30, 8, tzinfo=CHINA)
    assert post_office.letters == []
    assert send_when_due()
    assert len(post_office.letters) == 1


# --- what ---


def test_a_digest_holds_many_messages_grouped_each_once(person, post_office):
    tell(person)
    tell(person)
    tell(person, kind="found", path="/offers/", count=3)
    tell(person, what="另一项")
    assert send_when_due()
    (letter,) = post_office.letters
    text = letter.get_content()
    assert letter["Subject"] == "智桥：3 条新消息"
    assert letter["To"] == ADDRESS
    assert letter["From"] == "智桥 <noreply@zhiqiao.example>"
    assert text.count("补助 要补材料") == 1
    assert text.index("【申报】") < text.index("另一项") < text.index("【保存的搜索】")
    assert "https://zhiqiao.example/applications/7/" in text
    assert letter.get_content_type() == "text/plain"


def test_each_way_of_mailing_has_its_letter(person, post_office):
    prefer(person, applications="at_once", searches="weekly")
    tell(person)
    tell(person, kind="found", count=1)
    assert set(Letter.objects.unscoped().values_list("mailing", flat=True)) == {
        "at_once", "weekly",
    }  # fmt: skip


def test_a_letter_of_one_message_says_it_in_its_subject_in_one_line(person, post_office):
    tell(person, what="补助\r\nBcc: x@example.com")
    assert send_when_due()
    (letter,) = post_office.letters
    assert letter["Subject"].strip() == "智桥：补助 Bcc: x@example.com 要补材料"
    assert letter["Bcc"] is None


def test_a_letter_is_in_the_persons_language(person, post_office):
    Preference.objects.create(person=person, language="en")
    tell(person)
    assert send_when_due()
    with translation.override("en"):
        assert str(Topic.APPLICATIONS.label) in post_office.letters[0].get_content()


def test_what_was_read_meanwhile_is_not_sent(person, post_office):
    tell(person)
    actions.mark_all_read(actor=person)
    assert send_when_due() is False
    assert post_office.letters == []
    assert only_letter().state == LetterState.DROPPED


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_nobody_gone_is_written_to(person, post_office, change):
    tell(person)
    for name, value in change.items():
        setattr(person, name, value)
    person.save()
    assert send_when_due() is False
    assert post_office.letters == []


def test_who_wants_none_gets_none(person, post_office):
    prefer(person, applications="never")
    tell(person)
    assert not Letter.objects.unscoped().exists()
    assert Message.objects.visible_to(person).count() == 1


def test_choosing_never_takes_effect_on_what_waits(person, post_office):
    tell(person)
    never = dict.fromkeys(Topic.values, "never")
    actions.choose_mailings(actor=person, mailings=never, language="zh-hans")
    assert send_when_due() is False
    assert post_office.letters == []


# --- once ---


def test_a_letter_is_sent_once_however_often_it_is_asked(person, post_office):
    tell(person)
    letter = only_letter()
    assert send_when_due(letter)
    later = letter.due_at + timedelta(hours=1)
    assert sending.send(letter.pk, now=later) is False
    assert len(post_office.letters) == 1


def test_two_processes_do_not_both_send(person, post_office):
    tell(person)
    letter = only_letter()
    assert letter_actions.claim(letter_id=letter.pk, now=letter.due_at)
    assert letter_actions.claim(letter_id=letter.pk, now=letter.due_at) is None
    assert sending.send(letter.pk, now=letter.due_at) is False
    # who claimed it was ended: after a while another sends it
    assert sending.send(letter.pk, now=letter.due_at + letter_actions.CLAIMED_FOR)
    assert len(post_office.letters) == 1


def test_what_comes_while_a_letter_is_retried_goes_into_the_next(person, post_office):
    post_office.data_answer = "451 later"
    tell(person)
    assert send_when_due() is False
    tell(person, what="后来的")
    first, second = Letter.objects.unscoped().order_by("pk")
    assert (first.state, second.state) == (LetterState.TRYING, LetterState.WAITING)
    post_office.data_answer = "250 OK"
    assert sending.send(first.pk, now=first.due_at)
    assert sending.send(second.pk, now=second.due_at)
    assert ["后来的" in each.get_content() for each in post_office.letters] == [False, True]


# --- failures ---


@pytest.mark.parametrize(
    ("answers", "failure", "state"),
    [
        ({"recipient_answer": "550 unknown"}, "recipient", LetterState.FAILED),
        ({"recipient_answer": "450 busy"}, "recipient", LetterState.TRYING),
        ({"data_answer": "554 looks like spam"}, "refused", LetterState.TRYING),
        ({"data_answer": "451 later"}, "refused", LetterState.TRYING),
    ],
)
def test_a_failure_is_kept_and_tried_again(person, post_office, answers, failure, state):
    vars(post_office).update(answers)
    tell(person)
    before = only_letter().due_at
    assert send_when_due() is False
    letter = only_letter()
    assert (letter.failure, letter.failures, letter.state) == (failure, 1, state)
    if state == LetterState.TRYING:
        assert letter.due_at > before
        post_office.recipient_answer = post_office.data_answer = "250 OK"
        assert send_when_due()
        assert len(post_office.letters) == 1


def test_a_server_that_is_away_is_tried_ever_more_rarely_then_given_up(person, settings):
    settings.ZHIQIAO_MAIL = f"smtp://127.0.0.1:{free_port()}"
    settings.ZHIQIAO_MAIL_FROM = "noreply@zhiqiao.example"
    tell(person)
    waits = []
    while only_letter().state != LetterState.FAILED:
        letter = only_letter()
        assert send_when_due(letter) is False
        waits.append(only_letter().due_at - letter.due_at)
    assert len(waits) == len(letter_actions.PAUSES) + 1
    assert waits[:2] == [timedelta(minutes=1), timedelta(minutes=5)]
    assert only_letter().failure == "unreachable"
    assert Message.objects.visible_to(person).filter(read_at=None).count() == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_wants_another_password_is_told_so(person, settings):
    port = free_port()
    controller = Controller(
        PostOffice(),
        hostname="127.0.0.1",
        port=port,
        authenticator=lambda *_given: AuthResult(success=False, handled=False),
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    settings.ZHIQIAO_MAIL = f"smtp://robot:wrong%40word@127.0.0.1:{port}"
    tell(person)
    try:
        assert send_when_due() is False
    finally:
        controller.stop()
    assert only_letter().failure == "sign_in"


def test_logs_name_no_address_and_no_text(person, post_office, caplog):
    post_office.data_answer = "554 no li@firm.example here"
    caplog.set_level(logging.DEBUG, logger="zhiqiao")
    tell(person, what="秘密事项")
    send_when_due()
    written = "\n".join(record.getMessage() for record in caplog.records)
    assert "refused" in written
    assert ADDRESS not in written
    assert "秘密事项" not in written


def test_the_operator_sees_what_cannot_be_sent_and_tries_again(person, post_office):
    post_office.recipient_answer = "550 unknown"
    tell(person, what="秘密事项")
    send_when_due()
    client = Client()
    operator = PersonFactory(role=Role.OPERATOR)
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/inbox/letters/").content.decode()
    assert person.name in page
    assert "收件地址" in page
    assert ADDRESS not in page
    assert "秘密事项" not in page
    post_office.recipient_answer = "250 OK"
    letter = only_letter()
    assert client.post(f"/inbox/letters/{letter.pk}/again/").status_code == 302
    letter = only_letter()
    assert sending.send(letter.pk, now=hours.next_hour(letter.due_at, calendar=PUBLISHED)) or (
        send_when_due()
    )
    assert len(post_office.letters) == 1


# --- leaving ---


def token_of(address):
    return re.search(r"/inbox/leave/([^/]+)/", address)[1]


def test_a_letter_can_be_left_with_one_click_and_without_signing_in(person, post_office):
    tell(person)
    assert send_when_due()
    (letter,) = post_office.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = f"/inbox/leave/{token_of(letter['List-Unsubscribe'])}/"
    stranger = Client(enforce_csrf_checks=True)
    assert "申报" in stranger.get(page).content.decode()
    assert not Preference.objects.unscoped().exists()  # looking changes nothing
    answer = stranger.post(page, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    row = Preference.objects.unscoped().get(person=person)
    assert row.mailing("applications") == Mailing.NEVER
    assert row.mailing("searches") == Mailing.DAILY


def test_a_digest_of_several_topics_is_left_altogether(person, post_office):
    tell(person)
    tell(person, kind="found", count=2)
    assert send_when_due()
    page = f"/inbox/leave/{token_of(post_office.letters[0]['List-Unsubscribe'])}/"
    Client().post(page)
    row = Preference.objects.unscoped().get(person=person)
    assert {row.mailing(topic) for topic in Topic.values} == {Mailing.NEVER}


def test_a_link_that_was_changed_leaves_nothing(person):
    token = token_of(leave_address(person, ["cases"]))
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", token + "x"):
        assert Client().post(f"/inbox/leave/{wrong}/").status_code == 404
    assert not Preference.objects.unscoped().exists()


# --- the operator's settings ---


@pytest.mark.parametrize(
    ("address", "host", "port", "begun", "start"),
    [
        ("smtp://mail.example", "mail.example", 25, False, False),
        ("smtp://u:p%40ss@mail.example:587?tls=1", "mail.example", 587, True, False),
        ("smtps://mail.example", "mail.example", 465, False, True),
    ],
)
def test_the_address_of_the_server_is_read(address, host, port, begun, start):
    server = server_of(address)
    assert (server.host, server.port) == (host, port)
    assert (server.is_tls_begun, server.is_tls_from_the_start) == (begun, start)
    assert "p@ss" not in repr(server)


def test_the_operator_adds_an_arrangement_without_a_restart(settings, tmp_path):
    path = tmp_path / "holidays.csv"
    path.write_text("2099-10-12,off  # 国庆\n\n2099-10-10, work\n", "utf-8")
    settings.ZHIQIAO_HOLIDAYS = str(path)
    assert {day.isoformat() for day in working_calendar().days_off} == {"2099-10-12"}
    path.write_text("2099-10-13,off\n", "utf-8")
    assert {day.isoformat() for day in working_calendar().days_off} == {"2099-10-13"}


@pytest.mark.parametrize("line", ["2099-10-12", "2099-10-12,free", "12.10.2099,off", "10-12,work"])
def test_a_line_that_cannot_be_read_is_named(line):
    with pytest.raises(ZhiqiaoError) as error:
        read_calendar(f"2099-01-01,off\n{line}", name="holidays.csv")
    assert error.value.code is ErrorCode.SETTING_BAD
    assert error.value.data["value"] == "holidays.csv:2"


def test_a_file_that_is_not_there_is_named(settings, tmp_path):
    settings.ZHIQIAO_HOLIDAYS = str(Path(tmp_path) / "none.csv")
    with pytest.raises(ZhiqiaoError) as error:
        working_calendar()
    assert error.value.data["name"] == "ZHIQIAO_HOLIDAYS"


# --- upkeep ---


def test_letters_that_were_forgotten_are_woken_and_old_ones_removed(person, post_office):
    from zhiqiao.web.inbox.upkeep import look_after_letters

    tell(person)
    old = datetime(2026, 1, 5, 9, tzinfo=CHINA)
    Letter.objects.unscoped().update(due_at=old)
    gone = Letter.objects.create(
        person=person, mailing="daily", state=LetterState.SENT, due_at=old, created_at=old
    )
    assert look_after_letters(datetime(2026, 11, 23, tzinfo=CHINA).date()) == 1
    assert not Letter.objects.unscoped().filter(pk=gone.pk).exists()
