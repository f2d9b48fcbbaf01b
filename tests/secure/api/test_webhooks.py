"""Webhooks: who is told of what, that it is signed, tried again, and given up."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    RunFactory,
)

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, MembershipState
from zhiqiao.web.accounts.signals import access_ended
from zhiqiao.web.api import sending, webhook_actions
from zhiqiao.web.api.events import Event
from zhiqiao.web.api.models import ApiToken, Delivery, DeliveryState, Webhook, WebhookState
from zhiqiao.web.api.signing import signature_of
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.catalogue import actions
from zhiqiao.web.catalogue.models import Need, Side
from zhiqiao.web.matches.models import MatchRun, RunState
from zhiqiao.web.matches.signals import run_ended

ALL = [Event.NEEDS_CHANGED, Event.OFFERS_CHANGED, Event.MATCH_ENDED]


@pytest.fixture
def hooked(db, receiver):
    """Makes a webhook of someone new; `.secret` is what its holder was shown."""

    def make(role=Role.ORGANISATION_ADMIN, organisation=None, events=ALL):
        person = PersonFactory(role=role, organisation=organisation or OrganisationFactory())
        webhook, secret = webhook_actions.make_webhook(
            actor=person, url=receiver.url, events=events
        )
        webhook.secret_shown = secret
        return webhook

    return make


def told(webhook):
    rows = Delivery.objects.unscoped().filter(webhook=webhook).order_by("id")
    return [(row.event, json.loads(row.body)["data"]) for row in rows]


def due_again(webhook):
    rows = Delivery.objects.unscoped().filter(webhook=webhook, state=DeliveryState.WAITING)
    return rows.update(next_at=timezone.now() - timedelta(seconds=1))


def test_an_organisation_is_told_of_its_own_and_of_nobody_elses(hooked):
    webhook, other = hooked(), hooked()
    need = NeedFactory(organisation=webhook.organisation)
    actions.publish(actor=PersonFactory(), listing=need)
    actions.publish(actor=PersonFactory(), listing=NeedFactory())
    offer = OfferFactory(organisation=webhook.organisation)
    actions.withdraw(actor=PersonFactory(), listing=offer)
    assert told(webhook) == [
        ("needs.changed", {"ids": [need.pk]}), ("offers.changed", {"ids": [offer.pk]}),
    ]  # fmt: skip
    assert told(other) == []


def test_the_centre_is_told_of_all(hooked):
    webhook = hooked(Role.BROKER)
    need = NeedFactory()
    actions.publish(actor=PersonFactory(), listing=need)
    assert told(webhook) == [("needs.changed", {"ids": [need.pk]})]


def test_events_hold_no_words_of_people(hooked):
    webhook = hooked()
    need = NeedFactory(organisation=webhook.organisation, title="不出站的标题")
    actions.publish(actor=PersonFactory(), listing=need)
    assert "标题" not in Delivery.objects.unscoped().get().body


def test_confidential_needs_are_not_told_of(hooked):
    webhook = hooked()
    need = NeedFactory(organisation=webhook.organisation)
    need.is_confidential = True
    actions.save_listing(actor=PersonFactory(), listing=need, publish=False)
    assert told(webhook) == []


def test_many_changes_are_few_events(hooked):
    webhook = hooked()
    ids = [NeedFactory(organisation=webhook.organisation).pk for _ in range(3)]
    from zhiqiao.web.api import listening

    at_once, listening.IDS_AT_ONCE = listening.IDS_AT_ONCE, 2
    try:
        with system_action("import"):
            actions.audit(actor=None, action="import", what=Need)
            actions.announce(side=Side.NEED, ids=ids, actor=None)
    finally:
        listening.IDS_AT_ONCE = at_once
    assert [data["ids"] for _event, data in told(webhook)] == [ids[:2], ids[2:]]


def test_only_chosen_events_are_sent_and_only_while_enabled(hooked):
    webhook = hooked(events=[Event.OFFERS_CHANGED])
    need = NeedFactory(organisation=webhook.organisation)
    actions.publish(actor=PersonFactory(), listing=need)
    webhook_actions.disable_webhook(actor=None, webhook=webhook, why="by_hand")
    offer = OfferFactory(organisation=webhook.organisation)
    actions.publish(actor=PersonFactory(), listing=offer)
    assert told(webhook) == []


def test_the_end_of_a_run_is_told(hooked):
    webhook = hooked()
    run = RunFactory(need=NeedFactory(organisation=webhook.organisation))
    with system_action("end"):
        actions.audit(actor=None, action="end", what=run)
        run_ended.send(sender=MatchRun, run=run)
        run_ended.send(sender=MatchRun, run=RunFactory())
    [(event, data)] = told(webhook)
    assert (event, data["run_id"], data["state"]) == ("match.ended", run.pk, RunState.DONE)


def test_a_change_that_is_undone_is_not_told(hooked):
    webhook = hooked()
    need = NeedFactory(organisation=webhook.organisation)

    def undone():
        with system_action("import"):
            actions.announce(side=Side.NEED, ids=[need.pk], actor=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert told(webhook) == []


# --- sending ------------------------------------------------------------------------------------


def test_what_is_sent_is_signed(hooked, receiver):
    webhook = hooked()
    need = NeedFactory(organisation=webhook.organisation)
    actions.publish(actor=PersonFactory(), listing=need)
    assert sending.send_waiting(webhook.pk) == 1
    [(headers, body)] = receiver.got
    expected = signature_of(
        webhook.secret_shown,
        message_id=headers["webhook-id"],
        at_s=int(headers["webhook-timestamp"]),
        body=body,
    )
    assert headers["webhook-signature"] == expected
    assert json.loads(body)["type"] == "needs.changed"
    row = Delivery.objects.unscoped().get()
    assert (row.state, row.last_status, row.tries) == (DeliveryState.DELIVERED, 204, 1)
    assert sending.send_waiting(webhook.pk) == 0


def test_the_secret_is_stored_sealed(hooked):
    webhook = hooked()
    assert (
        webhook.secret_shown.removeprefix("whsec_") not in Webhook.objects.unscoped().get().secret
    )


@pytest.mark.parametrize("status", [302, 400, 404, 410, 500])
def test_a_refused_event_is_tried_again_later_under_the_same_name(hooked, receiver, status):
    webhook = hooked()
    webhook_actions.ping(actor=webhook.made_by, webhook=webhook)
    receiver.status = status
    before = timezone.now()
    assert sending.send_waiting(webhook.pk) == 0
    row = Delivery.objects.unscoped().get()
    assert (row.state, row.tries, row.last_status) == (DeliveryState.WAITING, 1, status)
    assert row.next_at >= before + webhook_actions.PAUSES[0]
    assert sending.send_waiting(webhook.pk) == 0  # not due yet
    receiver.status = 200
    due_again(webhook)
    assert sending.send_waiting(webhook.pk) == 1
    names = {headers["webhook-id"] for headers, _body in receiver.got}
    assert (len(receiver.got), len(names)) == (2, 1)


def test_pauses_grow_until_the_tries_are_used_up(hooked, receiver):
    webhook = hooked()
    webhook_actions.ping(actor=webhook.made_by, webhook=webhook)
    receiver.status = 500
    waits = []
    for _ in range(len(webhook_actions.PAUSES)):
        sending.send_waiting(webhook.pk)
        waits.append(Delivery.objects.unscoped().get().next_at - timezone.now())
        due_again(webhook)
    assert waits == sorted(waits)
    sending.send_waiting(webhook.pk)
    row = Delivery.objects.unscoped().get()
    assert (row.state, row.tries) == (DeliveryState.FAILED, len(webhook_actions.PAUSES) + 1)
    webhook_actions.send_again(actor=webhook.made_by, delivery=row)
    receiver.status = 200
    assert sending.send_waiting(webhook.pk) == 1


def test_an_unreachable_receiver_is_left_alone_for_its_other_events(hooked, receiver):
    webhook = hooked()
    Webhook.objects.unscoped().update(url="http://127.0.0.1:1/")
    for _ in range(3):
        webhook_actions.ping(actor=webhook.made_by, webhook=webhook)
    sending.send_waiting(webhook.pk)
    rows = Delivery.objects.unscoped().order_by("id")
    assert [row.tries for row in rows] == [1, 0, 0]
    assert all(row.next_at > timezone.now() for row in rows)
    assert rows[0].last_problem == "outbound_failed"


def test_one_that_fails_for_days_is_disabled_and_can_be_enabled(hooked, receiver):
    webhook = hooked()
    webhook_actions.ping(actor=webhook.made_by, webhook=webhook)
    receiver.status = 500
    sending.send_waiting(webhook.pk)
    Delivery.objects.unscoped().update(created_at=timezone.now() - timedelta(days=4))
    due_again(webhook)
    sending.send_waiting(webhook.pk)
    webhook.refresh_from_db()
    assert (webhook.state, webhook.why_disabled) == (WebhookState.DISABLED, "unreachable")
    receiver.status = 200
    webhook_actions.enable_webhook(actor=webhook.made_by, webhook=webhook)
    assert sending.send_waiting(webhook.pk) == 1


def test_two_workers_send_an_event_once(hooked, receiver):
    webhook = hooked()
    webhook_actions.ping(actor=webhook.made_by, webhook=webhook)
    row = Delivery.objects.unscoped().get()
    assert webhook_actions.claim(delivery=row)
    assert not webhook_actions.claim(delivery=row)
    assert sending.send_waiting(webhook.pk) == 0
    assert receiver.got == []


def test_nothing_is_sent_to_our_own_network(hooked, receiver, settings):
    webhook = hooked()
    webhook_actions.ping(actor=webhook.made_by, webhook=webhook)
    settings.ZHIQIAO_OUTBOUND_NETWORKS = []
    settings.ZHIQIAO_OUTBOUND_PORTS = [receiver.server_port]
    assert sending.send_waiting(webhook.pk) == 0
    assert receiver.got == []
    assert Delivery.objects.unscoped().get().last_problem == "outbound_address_refused"


# --- access -------------------------------------------------------------------------------------


def test_who_leaves_takes_tokens_and_webhooks_along(hooked, program):
    webhook = hooked()
    maker = webhook.made_by
    token = program(person=maker)
    elsewhere = hooked()
    with system_action("end"):
        rows = Membership.objects.unscoped().filter(person=maker)
        rows.update(state=MembershipState.ENDED, ended_at=timezone.now())
        access_ended.send(
            sender=Membership,
            people=[maker.pk],
            organisation_id=webhook.organisation_id,
            actor=None,
        )
    webhook.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (webhook.state, webhook.why_disabled) == (WebhookState.DISABLED, "maker_left")
    assert elsewhere.state == WebhookState.ENABLED
    assert ApiToken.objects.unscoped().get(pk=token.token.pk).revoked_at is not None


def test_a_maker_without_the_right_is_not_told_even_if_nobody_noticed(hooked):
    webhook = hooked()
    Membership.objects.unscoped().filter(person=webhook.made_by).update(role=Role.SEEKER)
    need = NeedFactory(organisation=webhook.organisation)
    actions.publish(actor=PersonFactory(), listing=need)
    assert told(webhook) == []


@pytest.fixture
def admin(db):
    person = PersonFactory(role=Role.ORGANISATION_ADMIN, organisation=OrganisationFactory())
    client = Client()
    client.force_login(person)
    client.person = person
    return client


def test_a_webhook_is_made_looked_at_and_removed(admin, receiver):
    form = {"url": receiver.url, "events": ["needs.changed"]}
    page = admin.post("/account/webhooks/", form)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    webhook = Webhook.objects.unscoped().get()
    path = f"/account/webhooks/{webhook.pk}/"
    assert secret not in admin.get(path).content.decode()
    assert admin.post(path, {"do": "ping"}).status_code == 302
    sending.send_waiting(webhook.pk)
    page = admin.get(path).content.decode()
    assert "已送达" in page
    delivery = Delivery.objects.unscoped().get()
    assert admin.post(f"/account/deliveries/{delivery.pk}/send/").status_code == 302
    assert sending.send_waiting(webhook.pk) == 1
    renewed = admin.post(path, {"do": "secret"}).context["secret"]
    assert renewed not in {"", secret}
    admin.post(path, {"do": "disable"})
    assert "已由人停用" in admin.get(path).content.decode()
    admin.post(path, {"do": "enable"})
    assert admin.post(path, {"do": "remove"}).url == "/account/webhooks/"
    assert not Webhook.objects.unscoped().exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://user@example.org/",
        "https://example.org:22/",
        "x",
        "https://0x7f.1/",
    ],
)
def test_an_address_that_may_not_be_sent_to_is_refused_beside_its_field(admin, url):
    page = admin.post("/account/webhooks/", {"url": url, "events": ["needs.changed"]})
    assert "url" in page.context["form"].errors
    assert not Webhook.objects.unscoped().exists()


def test_webhooks_of_others_look_absent(hooked, admin):
    other = hooked()
    webhook_actions.ping(actor=other.made_by, webhook=other)
    delivery = Delivery.objects.unscoped().get()
    assert other.url not in admin.get("/account/webhooks/").content.decode()
    assert admin.get(f"/account/webhooks/{other.pk}/").status_code == 404
    for do in ("secret", "disable", "remove", "ping"):
        assert admin.post(f"/account/webhooks/{other.pk}/", {"do": do}).status_code == 404
    assert admin.post(f"/account/deliveries/{delivery.pk}/send/").status_code == 404
    other.refresh_from_db()
    assert other.state == WebhookState.ENABLED
