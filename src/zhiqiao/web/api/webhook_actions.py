"""Making and changing webhooks, and the deliveries that events put into their outbox."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.api.events import Event, body_of
from zhiqiao.web.api.models import Delivery, DeliveryState, Webhook, WebhookState
from zhiqiao.web.api.signing import new_secret
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.vault.sealing import seal

PURPOSE = "webhook-secret"
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 18_000, 36_000, 86_400)
)
"""After each failed try the next pause; after the last one the delivery has failed."""
KEPT_FOR = timedelta(days=30)
CLAIMED_FOR = timedelta(minutes=2)
IDS_MAX = 500


def _sealed() -> tuple[str, str]:
    """A fresh secret: as it is shown once, and as it is stored."""
    secret = new_secret()
    return secret, seal(secret.encode(), purpose=PURPOSE).to_text()


@action
def make_webhook(*, actor: Person, url: str, events: Sequence[Event]) -> tuple[Webhook, str]:
    """A new webhook of the person's organisation, and its secret, told only now."""
    secret, stored = _sealed()
    webhook = Webhook(
        organisation=actor.organisation,
        url=url,
        events=[str(each) for each in events],
        secret=stored,
        made_by=actor,
    )
    webhook.save()
    audit(actor=actor, action="make_webhook", what=webhook, data={"events": webhook.events})
    return webhook, secret


@action
def renew_secret(*, actor: Person, webhook: Webhook) -> str:
    """Another secret in place of the old one, told only now; the old one is void at once."""
    secret, webhook.secret = _sealed()
    webhook.save(update_fields=["secret"])
    audit(actor=actor, action="renew_secret", what=webhook)
    return secret


@action
def enable_webhook(*, actor: Person, webhook: Webhook) -> None:
    """Sends again, as far as this person sees; what waits is due at once."""
    webhook.state, webhook.why_disabled, webhook.made_by = WebhookState.ENABLED, "", actor
    webhook.save(update_fields=["state", "why_disabled", "made_by"])
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING)
    waiting.update(next_at=timezone.now(), tries=0, created_at=timezone.now())
    audit(actor=actor, action="enable_webhook", what=webhook)
    _wake(webhook)


@action
def disable_webhook(*, actor: Person | None, webhook: Webhook, why: str) -> None:
    """Sends nothing more, until someone enables it again."""
    disable(actor=actor, webhooks=[webhook], why=why)


def disable(*, actor: Person | None, webhooks: Sequence[Webhook], why: str) -> None:
    """As `disable_webhook`, inside another action's transaction."""
    for webhook in webhooks:
        webhook.state, webhook.why_disabled = WebhookState.DISABLED, why
        webhook.save(update_fields=["state", "why_disabled"])
        audit(actor=actor, action="disable_webhook", what=webhook, data={"why": why})


@action
def remove_webhook(*, actor: Person, webhook: Webhook) -> None:
    """Forgets the webhook, its secret and its deliveries."""
    audit(actor=actor, action="remove_webhook", what=webhook)
    webhook.delete()


@action
def ping(*, actor: Person, webhook: Webhook) -> None:
    """Sends an event that means nothing, to see whether it arrives."""
    audit(actor=actor, action="ping_webhook", what=webhook)
    add_deliveries(webhook=webhook, event=Event.PING, batches=[{}])


@action
def send_again(*, actor: Person, delivery: Delivery) -> None:
    """Puts a delivery back into the outbox, with all its tries."""
    delivery.state, delivery.tries, delivery.finished_at = DeliveryState.WAITING, 0, None
    delivery.next_at = delivery.created_at = timezone.now()
    delivery.save()
    audit(actor=actor, action="send_again", what=delivery.webhook, data={"delivery": delivery.pk})
    _wake(delivery.webhook)


def add_deliveries(*, webhook: Webhook, event: Event, batches: Sequence[dict[str, Any]]) -> None:
    """Puts an event into the webhook's outbox, inside the transaction of what happened."""
    rows = [
        Delivery(
            webhook=webhook,
            message_id=f"msg_{uuid.uuid4().hex}",
            event=str(event),
            body=body_of(event, data),
        )
        for data in batches
    ]
    Delivery.objects.bulk_create(rows)
    _wake(webhook)


def _wake(webhook: Webhook, *, at: datetime | None = None) -> None:
    """Has the background process look into the outbox, now or at a time."""
    from zhiqiao.web.api.tasks import send_due  # the task calls back into this file

    task = send_due.using(run_after=at) if at else send_due
    task.enqueue(webhook.pk)


def claim(*, delivery: Delivery) -> bool:
    """Whether this process, and no other, tries the delivery now."""
    now = timezone.now()
    due = Delivery.objects.unscoped().filter(
        pk=delivery.pk, state=DeliveryState.WAITING, next_at__lte=now
    )
    return due.update(next_at=now + CLAIMED_FOR) == 1


def note_try(*, delivery: Delivery, status: int | None, problem: str) -> None:
    """Keeps how a try ended; without a problem the delivery is done."""
    delivery.tries += 1
    delivery.last_status, delivery.last_problem = status, problem[:60]
    is_last = bool(problem) and delivery.tries > len(PAUSES)
    if not problem or is_last:
        delivery.state = DeliveryState.FAILED if problem else DeliveryState.DELIVERED
        delivery.finished_at = timezone.now()
    else:
        delivery.next_at = timezone.now() + PAUSES[delivery.tries - 1]
    delivery.save()


def put_off(*, webhook: Webhook, until: datetime) -> None:
    """Leaves a receiver that cannot be reached alone: what waits for it waits on."""
    waiting = Delivery.objects.unscoped().filter(webhook=webhook, state=DeliveryState.WAITING)
    waiting.filter(next_at__lt=until).update(next_at=until)


def wake_when_due(*, webhook: Webhook) -> None:
    """Has the background process come back when the next try is due; forgets what is long over."""
    old = timezone.now() - KEPT_FOR
    Delivery.objects.unscoped().filter(webhook=webhook, finished_at__lt=old).delete()
    waiting = Delivery.objects.unscoped().filter(webhook=webhook, state=DeliveryState.WAITING)
    at = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    if at is not None:
        _wake(webhook, at=at)
