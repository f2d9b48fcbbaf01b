"""What happens here when the catalogue changes, runs end, and people lose access."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.dispatch import receiver

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signals import access_ended, password_renewed
from zhiqiao.web.api import (
    key_actions,
    token_actions,
    versions,  # noqa: F401 -- listens to saves
    webhook_actions,
)
from zhiqiao.web.api.events import Event
from zhiqiao.web.api.models import ApiToken, Webhook, WebhookState
from zhiqiao.web.catalogue.models import Need, Offer, Side
from zhiqiao.web.catalogue.signals import listings_changed
from zhiqiao.web.matches.models import MatchRun
from zhiqiao.web.matches.signals import run_ended

PURPOSE = "webhooks that are told of an event"
IDS_AT_ONCE = 500


@receiver(access_ended)
def void_access(
    *, people: Sequence[int], organisation_id: int | None, actor: Person | None, **_more: Any
) -> None:
    """Tokens and webhooks end with the access they were made from."""
    with every_row_for("tokens and webhooks of people who lost access"):
        tokens = ApiToken.objects.unscoped().filter(person__in=people, revoked_at=None)
        webhooks = Webhook.objects.unscoped().filter(made_by__in=people, state=WebhookState.ENABLED)
        if organisation_id is not None:
            tokens = tokens.filter(organisation_id=organisation_id)
            webhooks = webhooks.filter(organisation_id=organisation_id)
        token_actions.revoke(actor=actor, tokens=list(tokens))
        webhook_actions.disable(actor=actor, webhooks=list(webhooks), why="maker_left")


@receiver(password_renewed)
def void_tokens(*, person: Person, actor: Person | None, **_more: Any) -> None:
    """Whoever knew the old password may have made tokens with it: all of them end."""
    with every_row_for("tokens of a person with a new password"):
        tokens = ApiToken.objects.unscoped().filter(person=person, revoked_at=None)
        token_actions.revoke(actor=actor, tokens=list(tokens))


def told_of(event: Event) -> Iterator[Webhook]:
    """The enabled webhooks that want the event and whose maker still may have them."""
    enabled = Webhook.objects.unscoped().filter(state=WebhookState.ENABLED)
    for webhook in enabled.select_related("made_by"):
        if event in webhook.events and _is_entitled(webhook):
            yield webhook


def _is_entitled(webhook: Webhook) -> bool:
    maker = webhook.made_by
    grant = maker.act_for(webhook.organisation_id)
    return (
        grant.organisation is not None
        and grant.organisation.pk == webhook.organisation_id
        and maker.may(Permission.WEBHOOK_WRITE)
    )


def seen_by(webhook: Webhook, rows: Any) -> Any:
    """Of the rows those of the webhook's organisation; all for the centre's."""
    if webhook.made_by.is_staff_of_centre:
        return rows
    return rows.filter(organisation_id=webhook.organisation_id)


@receiver(listings_changed)
def tell_of_listings(*, side: Side, ids: Sequence[int], **_more: Any) -> None:
    """Puts the change into the outboxes of those who see the listings, many in one event."""
    rows: Any
    if side == Side.NEED:
        event = Event.NEEDS_CHANGED
        rows = Need.objects.unscoped().filter(pk__in=ids, is_confidential=False)
    else:
        event, rows = Event.OFFERS_CHANGED, Offer.objects.unscoped().filter(pk__in=ids)
    with every_row_for(PURPOSE):
        for webhook in told_of(event):
            seen = list(seen_by(webhook, rows).order_by("pk").values_list("pk", flat=True))
            starts = range(0, len(seen), IDS_AT_ONCE)
            batches = [{"ids": seen[start : start + IDS_AT_ONCE]} for start in starts]
            if batches:
                webhook_actions.add_deliveries(webhook=webhook, event=event, batches=batches)


@receiver(listings_changed)
def forget_words(*, side: Side, ids: Sequence[int], **_more: Any) -> None:
    """Answers kept for repetitions do not tell what is confidential by now."""
    if side != Side.NEED:
        return
    with every_row_for("answers that tell what confidential needs say"):
        rows = Need.objects.unscoped().filter(pk__in=ids, is_confidential=True)
        key_actions.forget_answers(naming=list(rows.values_list("code", flat=True)))


@receiver(run_ended)
def tell_of_run(*, run: MatchRun, **_more: Any) -> None:
    """Puts the end of a run into the outboxes of those who see what it was for."""
    data = {
        "run_id": run.pk,
        "state": str(run.state),
        "need_id": run.need_id,
        "offer_id": run.offer_id,
    }
    rows: Any = Need.objects.unscoped().filter(pk=run.need_id or 0, is_confidential=False)
    if run.offer_id is not None:
        rows = Offer.objects.unscoped().filter(pk=run.offer_id)
    with every_row_for(PURPOSE):
        for webhook in told_of(Event.MATCH_ENDED):
            if seen_by(webhook, rows).exists():
                webhook_actions.add_deliveries(
                    webhook=webhook, event=Event.MATCH_ENDED, batches=[data]
                )
