"""Sending what waits in a webhook's outbox."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from zhiqiao.common import ErrorCode
from zhiqiao.outbound import OutboundError, Rules, fetch
from zhiqiao.outbound.addresses import read_networks
from zhiqiao.web.api import webhook_actions
from zhiqiao.web.api.models import Delivery, DeliveryState, Webhook, WebhookState
from zhiqiao.web.api.signing import signed_headers
from zhiqiao.web.vault.sealing import Sealed, open_sealed

AT_ONCE = 50
GIVEN_UP_AFTER = timedelta(days=3)
ANSWER_BYTES_MAX = 64 * 1024
UNREACHABLE = frozenset(
    {ErrorCode.OUTBOUND_NAME_UNKNOWN, ErrorCode.OUTBOUND_TIMEOUT, ErrorCode.OUTBOUND_FAILED}
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: the receiver's status, and what was wrong, as a code word."""

    status: int | None
    problem: str
    is_unreachable: bool = False


def rules() -> Rules:
    """Where events may be sent to, as the operator says."""
    return Rules(
        is_http_allowed=settings.ZHIQIAO_OUTBOUND_HTTP,
        ports=frozenset(settings.ZHIQIAO_OUTBOUND_PORTS),
        networks=read_networks(settings.ZHIQIAO_OUTBOUND_NETWORKS),
        answer_bytes_max=ANSWER_BYTES_MAX,
    )


def send_waiting(webhook_id: int) -> int:
    """Tries the due deliveries of a webhook, oldest first; how many arrived.

    A receiver that cannot be reached is not tried again for its other deliveries. One that fails
    for days is disabled.
    """
    webhook = Webhook.objects.unscoped().filter(pk=webhook_id, state=WebhookState.ENABLED).first()
    if webhook is None:
        return 0
    arrived = 0
    for delivery in _due(webhook):
        if not webhook_actions.claim(delivery=delivery):
            continue
        outcome = send(webhook, delivery)
        webhook_actions.note_try(delivery=delivery, status=outcome.status, problem=outcome.problem)
        arrived += not outcome.problem
        if outcome.is_unreachable:
            webhook_actions.put_off(webhook=webhook, until=delivery.next_at)
            break
    if _is_hopeless(webhook):
        webhook_actions.disable_webhook(actor=None, webhook=webhook, why="unreachable")
    else:
        webhook_actions.wake_when_due(webhook=webhook)
    return arrived


def _due(webhook: Webhook) -> list[Delivery]:
    rows = Delivery.objects.unscoped().filter(
        webhook=webhook, state=DeliveryState.WAITING, next_at__lte=timezone.now()
    )
    return list(rows.order_by("id")[:AT_ONCE])


def send(webhook: Webhook, delivery: Delivery) -> Outcome:
    """One try. Only the answer's status counts; its text is not kept."""
    secret = open_sealed(Sealed.from_text(webhook.secret), purpose=webhook_actions.PURPOSE)
    headers = signed_headers(
        secret.decode(),
        message_id=delivery.message_id,
        at_s=int(timezone.now().timestamp()),
        body=delivery.body,
    )
    try:
        answer = fetch(
            "POST", webhook.url, content=delivery.body.encode(), headers=headers, rules=rules()
        )
    except OutboundError as error:
        return Outcome(None, str(error.code), is_unreachable=error.code in UNREACHABLE)
    return Outcome(answer.status, "" if answer.is_success else f"status_{answer.status}")


def _is_hopeless(webhook: Webhook) -> bool:
    """Whether nothing has arrived for days although something was sent."""
    rows = webhook.deliveries.order_by("id")
    last = rows.filter(state=DeliveryState.DELIVERED).last()
    stuck = rows.exclude(state=DeliveryState.DELIVERED).filter(tries__gt=0)
    if last is not None:
        stuck = stuck.filter(pk__gt=last.pk)
    first = stuck.first()
    return first is not None and first.age > GIVEN_UP_AFTER
