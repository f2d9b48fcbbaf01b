"""Two organisations with rows of every app become one: nothing lost, nothing left behind."""

# ruff: noqa: SLF001 -- Django's documented way to a model's columns, and past the managers

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection, connections  # noqa: F401 -- the condition below reads it
from django.db.models import F
from django.utils import timezone
from tests.factories import OrganisationFactory
from tests.projects import introduction_of, project_of
from tests.secure.crawl.rows import rows_of
from tests.secure.crawl.worlds import build
from tests.secure.organisations import centre

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.centre.actions import merge
from zhiqiao.web.accounts.models import MergeRequest, Organisation
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications.models import OPEN, Application, DepartmentClock
from zhiqiao.web.attachments.models import Attachment
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.ledger.actions import UNDER_WAY
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.payouts.models import PayoutList
from zhiqiao.web.reconciliation.models import Difference
from zhiqiao.web.rulebook.models import DepartmentName, PublishedText
from zhiqiao.web.take_up.models import Reminder

pytestmark = pytest.mark.django_db

STAYS = {
    "accounts.Membership.organisation": "who was in it, ended; each is asked to join anew",
    "accounts.Invitation.organisation": "links that open nothing any more",
    "accounts.MergeRequest.source": "decided with the merger",
    "accounts.MergeRequest.target": "decided before; one that waits asks for the other",
    "profiles.Fact.moved_from": "where the fact came from",
    "jobs.Job.organisation": "for whom its person acted; it goes on only while they still do",
    "intake.Import.organisation": "for whom its person acted; what was written has moved",
    "programmes.CalendarFeed.organisation": "addresses that open nothing any more",
    "api.ApiToken.organisation": "tokens that open nothing any more",
    "api.Webhook.organisation": "switched off; nothing is sent to it any more",
    "rulebook.PublishedText.department": "who published a text; such rows are never rewritten",
    "applications.Application.organisation": "withdrawn: the other would review its own",
    "applications.Application.department": "withdrawn: the other would be reviewed by itself",
    "grants.Entitlement.organisation": "of two for the same the other's goes on, unless paid",
}
"""What keeps pointing at a merged organisation, and why it may."""
GONE = {
    "inbox.Message", "signing_in.OpenSession", "take_up.Reminder", "applications.DepartmentClock",
    "payouts.BankAccount", "latent.Inference", "latent.LikelyNeed", "latent.Answer",
    "language_model.KeptAnswer",
}  # fmt: skip
"""Told for the former organisation; signed out with it; of two of a kind, one is enough;
inferred anew; asked anew once its listings changed hands."""


def pointing_at(organisation):
    """The columns in which rows name it, each with the rows."""
    found = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if column.related_model is Organisation and model is not Organisation:
                rows = model._base_manager.filter(**{column.name: organisation})
                if rows.exists():
                    found[f"{model._meta.label}.{column.name}"] = list(rows)
    return found


def everything():
    """The keys of all rows, by model."""
    return {model._meta.label: set(rows) for model, rows in rows_of(None).items()}


@pytest.fixture(params=[Role.SEEKER, Role.REVIEWER], ids=["enterprises", "departments"])
def worlds(request):
    """Two organisations with a row of everything, and rows that only one of them may have."""
    first, second = build("a", request.param), build("b", request.param)
    _between(first.organisation, second.organisation)
    for made in (first, second):
        _alike(made.organisation)
        _with_its_money_dealt_with(made.organisation)
    DepartmentName.objects.create(name="并入局", organisation=first.organisation)
    MergeRequest.objects.create(source=OrganisationFactory(), target=first.organisation)
    PublishedText.objects.create(
        programme_id="merged", number=1, text="", digest="0", department=first.organisation
    )
    return first.organisation, second.organisation


def _with_its_money_dealt_with(organisation):
    """Who pays finishes that before; `test_mergers_of_money` has what happens else."""
    BudgetLine.objects.unscoped().filter(organisation=organisation).update(state="closed")
    PayoutList.objects.unscoped().filter(organisation=organisation).update(state="cancelled")
    Difference.objects.unscoped().filter(organisation=organisation).update(state="resolved")
    accounts = Account.objects.unscoped().filter(organisation=organisation, kind__in=UNDER_WAY)
    accounts.update(debit_fen=F("credit_fen"), debit_pending_fen=0, credit_pending_fen=0)


def _alike(organisation):
    """Of each of these there may be one for an organisation."""
    DepartmentClock.objects.create(department=organisation, acceptance_days=3, review_days=9)
    on = {"programme_id": "alike", "reminded_on": "2026-10-01"}
    Reminder.objects.create(organisation=organisation, department=OrganisationFactory(), **on)
    application(organisation, OrganisationFactory(kind="department"))


def _between(source, target):
    """The two have to do with one another."""
    need = Need.objects.unscoped().filter(organisation=source, is_confidential=False).first()
    offer = Offer.objects.unscoped().filter(organisation=target).last()
    introduction_of(
        need,
        offer,
        state="proposed",
        seeker_answer="waiting",
        provider_answer="waiting",
        ended_at=None,
    )
    project_of(need=need, offer=offer)
    application(source, target)
    application(target, source)


def application(organisation, department):
    return Application.objects.create(
        organisation=organisation,
        department=department,
        programme_id="alike",
        programme_name="alike",
        version_label="v1" if department.kind == "department" else str(department.pk),
        state="submitted",
        submitted_at=timezone.now(),
    )


def test_all_of_one_is_the_others_and_nothing_is_lost(worlds):
    source, target = worlds
    pointed, before = pointing_at(source), everything()
    assert len(pointed) > 20
    merge(actor=centre()[0], source=source, target=target, ask_for_members=True)
    left = pointing_at(source)
    assert sorted(set(left) - set(STAYS)) == []
    after = everything()
    lost = {label for label, keys in before.items() if keys - after[label]}
    assert lost - GONE == set()
    assert_what_stays_is_over(left)
    assert verify().is_sound


def assert_what_stays_is_over(left):
    open_ones = list(left.get("applications.Application.organisation", []))
    open_ones += left.get("applications.Application.department", [])
    assert {each.state for each in open_ones} <= {"withdrawn"}
    entitled = left.get("grants.Entitlement.organisation", [])
    assert {each.state for each in entitled} <= {"withdrawn", "paid"}
    assert all(each.revoked_at for each in left["api.ApiToken.organisation"])
    assert all(each.revoked_at for each in left["programmes.CalendarFeed.organisation"])
    assert {each.state for each in left["api.Webhook.organisation"]} == {"disabled"}
    assert {each.state for each in left["accounts.Membership.organisation"]} == {"ended"}
    for column in ("source", "target"):
        assert {each.state for each in left[f"accounts.MergeRequest.{column}"]} == {"merged"}


def test_of_two_that_exclude_each_other_one_goes_on(worlds):
    source, target = worlds
    merge(actor=None, source=source, target=target, ask_for_members=False)
    assert DepartmentClock.objects.get(department=target)
    own = Application.objects.unscoped().filter(organisation=target, state__in=OPEN)
    assert own.filter(programme_id="alike", version_label="v1").count() == 1
    between = Introduction.objects.unscoped().filter(
        need__organisation=target, offer__organisation=target, state="proposed"
    )
    assert not between.exists()
    assert MergeRequest.objects.filter(target=target, state="open").exists()
    assert not Attachment.objects.unscoped().filter(handed_to=source).exists()
    assert (
        not Job.objects.unscoped().filter(organisation=target, state="waiting", title="").exists()
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time"
)
def test_mergers_of_each_into_the_other_do_not_wait_for_each_other():
    first, second = build("a").organisation, build("b").organisation
    third = build("c", Role.REVIEWER).organisation
    for each in (first, second, third):
        _with_its_money_dealt_with(each)
    operator, _ = centre()
    assert operator.grant
    pairs = [(first, second), (second, first), (third, first), (second, third)]
    barrier = Barrier(len(pairs))

    def work(pair):
        barrier.wait(timeout=30)
        try:
            merge(actor=operator, source=pair[0], target=pair[1], ask_for_members=True)
        except RefusedError:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(len(pairs)) as pool:
        merged = sum(pool.map(work, pairs))
    ended = Organisation.objects.filter(state="merged")
    assert 1 <= merged == ended.count() <= 2
    for each in ended:
        assert set(pointing_at(each)) <= set(STAYS)
