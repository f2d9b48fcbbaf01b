"""Projects for tests, each with an opened introduction behind it."""

from datetime import timedelta

from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory

from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import Answer, State
from zhiqiao.web.introductions.wording import Band
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.stages import Stage

CONTRACT = {"amount_fen": 50_000_000, "contract_kind": "licence"}


def introduction_of(need=None, offer=None, **more):
    """An introduction to which both sides consented."""
    need, offer = need or NeedFactory(), offer or OfferFactory()
    today = timezone.localdate()
    usual = {
        "state": State.OPENED,
        "seeker_answer": Answer.CONSENTED,
        "provider_answer": Answer.CONSENTED,
        "band": Band.values[0],
        "proposed_by": "broker",
        "due_on": today + timedelta(days=10),
        "ended_at": timezone.now(),
        "field": need.field,
        "is_confidential": need.is_confidential,
    }
    return Introduction.objects.create(need=need, offer=offer, **(usual | more))


def project_of(need=None, offer=None, **more):
    """A project in any stage; signed ones have a contract."""
    opened = introduction_of(need, offer)
    now, stage = timezone.now(), more.get("stage", Stage.INTRODUCED)
    reached = list(Stage.values).index(stage)
    times = {f"{name}_at": now for place, name in enumerate(Stage.values) if 0 < place <= reached}
    usual = {
        "introduction": opened,
        "need": opened.need,
        "offer": opened.offer,
        "seeker": opened.need.organisation,
        "provider": opened.offer.organisation,
        "need_title": opened.need.title,
        "offer_title": opened.offer.title,
        "field": opened.need.field,
        **times,
        **(CONTRACT if stage in (Stage.SIGNED, Stage.PAID) else {}),
        **({"closed_at": now} if more.get("end") else {}),
    }
    return Transfer.objects.create(**(usual | more))
