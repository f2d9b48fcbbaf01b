"""What is done every day is really done as the background worker's role, with rows to do it to."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory
from tests.projects import project_of
from tests.secure import rules_of_a_department as rules
from tests.secure.applying import applicant, reviewer
from tests.secure.bank_talk import Bank
from tests.secure.crawl.more.applications import _application as application_of
from tests.secure.programme_rules import write_rules
from tests.secure.test_database_roles import as_matcher
from tests.secure.test_profiles import fact_of
from tests.secure.test_programmes_reminders import MET

from zhiqiao.web.access import Role
from zhiqiao.web.applications.models import Application, State
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.cases.models import Case, CaseState
from zhiqiao.web.drafts.actions import Beginning, begin_draft
from zhiqiao.web.drafts.models import WhatIf, WhatIfState
from zhiqiao.web.drafts.request_actions import NOTIFY
from zhiqiao.web.drafts.what_if_actions import ask_what_if
from zhiqiao.web.grants.models import Entitlement, EntitlementState, PublicNotice
from zhiqiao.web.inbox.models import Letter, LetterState, Mailing, Message
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.jobs.actions import start_job
from zhiqiao.web.jobs.models import Tick, TickState
from zhiqiao.web.jobs.schedule import works
from zhiqiao.web.language_model.models import KeptAnswer
from zhiqiao.web.language_model.queries import PURPOSE
from zhiqiao.web.payouts.models import Chunk, Payment
from zhiqiao.web.searches.actions import save_search
from zhiqiao.web.searches.models import SavedSearch
from zhiqiao.web.take_up.start_actions import start_reminding
from zhiqiao.web.vault.sealing import seal

postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no roles; make test runs both"
)
DAY = date(2026, 3, 2)
"""A Monday, and no day off."""
LONG_AGO = timedelta(days=200)
A_DAY = """
import json
from datetime import datetime
from zhiqiao.web.jobs import schedule
from zhiqiao.web.jobs.models import Tick
schedule.put_due_into_queue(datetime.fromisoformat("{at}"))
done = [schedule.run_again(tick) for tick in sorted(Tick.objects.values_list("pk", flat=True))]
print(json.dumps({{each.name: each.count for each in done}}))
"""
LETTERS = """
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.inbox.models import Letter
from zhiqiao.web.inbox.tasks import send_letter
with every_row_for("a test"):
    Letter.objects.unscoped().update(due_at="2020-01-01T00:00Z")
for number in Letter.objects.unscoped().values_list("pk", flat=True):
    send_letter.func(number)
"""
NO_SERVER = {"ZHIQIAO_MAIL": "smtp://127.0.0.1:9", "ZHIQIAO_MAIL_FROM": "noreply@zhiqiao.example"}


@pytest.fixture
def rows_for_every_work():
    """For each daily work at least one row that it has something to do to."""
    _introductions()
    _transfers()
    _cases()
    _applications()
    _deadlines()
    _searches()
    _letters()
    _grants()
    _payouts()
    _model_answers()


def _introductions():
    for due_on in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        need, offer = NeedFactory(), OfferFactory()
        PersonFactory(role=Role.SEEKER, organisation=need.organisation, email="s@firm.example")
        PersonFactory(role=Role.PROVIDER, organisation=offer.organisation)
        Introduction.objects.create(
            need=need, offer=offer, band=2, proposed_by="broker", due_on=due_on
        )


def _transfers():
    project_of(owner=PersonFactory(role=Role.BROKER), due_on=DAY - timedelta(days=1))


def _cases():
    organisation = OrganisationFactory(kind="department")
    reviewer(organisation)
    began = DAY - timedelta(days=5)
    due = {"clock_from_on": began, "answer_due_on": DAY - timedelta(days=1), "due_on": DAY}
    Case.objects.create(question="?", department=organisation, **due)
    Case.objects.create(
        question="?",
        contact="13900001234",
        state=CaseState.RESOLVED,
        resolved_at=noon(DAY - LONG_AGO),
        **due,
    )


@dataclass
class Canaries:
    """What the rows of the crawl are made from."""

    tag: str = "daily"

    def canary(self, kind):
        return f"{self.tag}{kind}"


def _applications():
    department = OrganisationFactory(kind="department")
    reviewer(department)
    organisation = applicant().organisation
    for state in (State.SUBMITTED, State.ASKED):
        row = application_of(Canaries(), organisation, department, state=state)
        dates = {"due_on": DAY - timedelta(days=1), "answer_by": DAY + timedelta(days=1)}
        Application.objects.unscoped().filter(pk=row.pk).update(**dates)


def _deadlines():
    firm = OrganisationFactory()
    for name, value in MET.items():
        more = {"unit": "万元", "period": "2025"} if name.startswith("上年度") else {}
        fact_of(firm, name, value, **more)
    applicant(firm)


def _searches():
    words = {"of": "offers", "query": "", "name": "全部成果", "frequency": "daily"}
    save_search(actor=PersonFactory(role=Role.SEEKER), **words)
    SavedSearch.objects.unscoped().update(told_on=DAY - timedelta(days=1))
    OfferFactory()


def _letters():
    for state in (LetterState.WAITING, LetterState.SENT):
        Letter.objects.create(
            person=PersonFactory(email="old@firm.example"),
            mailing=Mailing.DAILY,
            state=state,
            due_at=noon(DAY - LONG_AGO),
            created_at=noon(DAY - LONG_AGO),
        )


def _grants():
    """A notice whose last day is past; something waits under a rule that was repealed."""
    department, before = OrganisationFactory(kind="department"), DAY - timedelta(days=1)
    rules.publish(rules.RULE, repealed_on=before)
    notice = PublicNotice.objects.create(
        department=department, programme_id="noticed", programme_name="noticed", period="2026",
        content=[], sha256="", from_on=before - timedelta(days=7), until_on=before,
    )  # fmt: skip
    for programme, state, more in (
        ("noticed", EntitlementState.NOTICED, {"notice": notice}),
        (rules.ID, EntitlementState.CLEARED, {}),
    ):
        organisation = OrganisationFactory()
        PersonFactory(role=Role.AFFAIRS, organisation=organisation)
        Entitlement.objects.create(
            organisation=organisation, department=department, programme_id=programme,
            programme_name=programme, version_label="", period="2026", event_on=before,
            route="automatic", amount_fen=100, content={}, sha256="", state=state, **more,
        )  # fmt: skip


def _payouts():
    """A list that is all paid, and one that no statement shows in time."""
    done, late = Bank(payees=1), Bank(payees=1)
    settled = Payment.objects.unscoped().filter(payout_list=done.list_id)
    settled.update(state="settled", settled_on=DAY)
    PersonFactory(role=Role.AFFAIRS, organisation=settled.get().organisation)
    Payment.objects.unscoped().filter(payout_list=late.list_id).update(state="accepted")
    Chunk.objects.unscoped().update(state="sent", execution_on=DAY - timedelta(days=30))


def _model_answers():
    """One that has expired."""
    sealed = seal(b"{}", purpose=PURPOSE)
    KeptAnswer.objects.create(
        id=sealed.record, purpose=PURPOSE, algorithm=sealed.algorithm, key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key, content=sealed.content, digest="x",
        expires_at=noon(DAY - timedelta(days=30)),
    )  # fmt: skip


def noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


def said(lines, folder, **more):
    return as_matcher(*lines.splitlines(), ZHIQIAO_POLICIES=str(folder), **NO_SERVER, **more)


@postgresql
@pytest.mark.usefixtures("rows_for_every_work")
@pytest.mark.django_db(transaction=True)
def test_every_work_of_a_day_is_done_as_the_matcher(tmp_path):
    folder = write_rules(tmp_path, on=DAY, days_left=10)
    end_of_day = (noon(DAY) + timedelta(hours=11)).isoformat()
    done = json.loads(said(A_DAY.format(at=end_of_day), folder).splitlines()[-1])
    assert set(done) == set(works())
    assert {name: count for name, count in done.items() if not count} == {}
    assert set(Tick.objects.values_list("state", flat=True)) == {TickState.DONE}
    kinds = set(Message.objects.unscoped().values_list("kind", flat=True))
    assert {
        "application-answer-soon", "application-late", "case-overdue", "introduction-due",
        "introduction-expired", "search-digest", "transfers-due", "bank-missing", "grant-withdrawn",
    } <= kinds  # fmt: skip
    assert Case.objects.unscoped().exclude(contact="").count() == 0
    said(LETTERS, folder)
    failures = set(Letter.objects.unscoped().values_list("failure", flat=True))
    assert failures <= {"", "unreachable"}
    assert verify().is_sound
    assert connection.vendor == "postgresql"


JOBS = """
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.tasks import run_job
with every_row_for("a test"):
    waiting = sorted(Job.objects.unscoped().values_list("pk", flat=True))
print([run_job.func(number) for number in waiting])
"""


@postgresql
@pytest.mark.django_db(transaction=True)
def test_the_jobs_of_a_department_are_done_as_the_matcher():
    writer = rules.reviewer(rules.department())
    rules.publish(rules.RULE)
    small = rules.enterprise("12")
    applicant(small)
    begun = Beginning(rules.ID, "员工培训补贴", rules.WIDER)
    draft = begin_draft(actor=writer, organisation=writer.organisation, begun=begun)
    ask_what_if(actor=writer, draft=draft, on=date(2026, 10, 1))
    start_reminding(
        actor=writer,
        programme_id=rules.ID,
        name="员工培训补贴",
        organisations=[small.pk],
        on=date(2026, 10, 1),
    )
    published = rules.publish(rules.WIDER)
    start_job(actor=None, kind=NOTIFY, title="规则", data={"publication": published.pk})
    assert as_matcher(*JOBS.splitlines()).splitlines()[-1] == str(["done"] * 3)
    assert WhatIf.objects.unscoped().get().state == WhatIfState.DONE
    kinds = set(Message.objects.unscoped().values_list("kind", flat=True))
    assert {"take-up-reminder", "rule-entitled"} <= kinds
    assert verify().is_sound
