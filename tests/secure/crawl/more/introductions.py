"""Introductions of a world: one that waits, one that opened, one of a confidential need."""

from datetime import timedelta

from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory
from tests.secure.crawl.worlds import World

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.dossiers import PURPOSE, Contact, Dossier
from zhiqiao.web.introductions.models import Disclosure, Introduction, Step
from zhiqiao.web.introductions.moves import Party
from zhiqiao.web.vault.models import SealedText
from zhiqiao.web.vault.sealing import seal


def never(_person: Person) -> bool:
    """Nobody of another organisation."""
    return False


def introduces_all(person: Person) -> bool:
    """The centre's brokers."""
    return person.may(Permission.INTRODUCE_ALL)


SEEN_BY_OTHERS = {"decline-note": introduces_all, "disclosed": never}
SEARCHED = ("introductions",)
FORMS = {
    "introductions/<str:introduction_code>/decline/": {"reason": "timing", "note": "理由"},
    "introductions/<str:introduction_code>/consent/": {"digest": "0" * 64},
}


def add(made: World) -> None:
    """One introduction in each of three states, with a note and a sealed dossier."""
    need = NeedFactory(organisation=made.organisation, title=f"引荐的需求{made.tag}", text="")
    waiting = _introduction(need, OfferFactory(title=f"引荐的成果{made.tag}"))
    note = made.canary("decline-note")
    declined = _introduction(
        need,
        OfferFactory(),
        state="declined",
        seeker_answer="declined",
        ended_at=timezone.now(),
    )
    Step.objects.create(
        introduction=declined,
        kind="declined",
        party=Party.SEEKER,
        person=made.owner,
        organisation=made.organisation,
        reason="other",
        note=note,
    )
    opened = _introduction(
        need,
        OfferFactory(),
        state="opened",
        seeker_answer="consented",
        provider_answer="consented",
        ended_at=timezone.now(),
    )
    for party in Party:
        _disclose(opened, party, made)
    made.ids["introduction_code"] = [each.code for each in (waiting, opened, declined)]


def _introduction(need: Need, offer: Offer, **values: object) -> Introduction:
    due_on = timezone.localdate() + timedelta(days=14)
    return Introduction.objects.create(
        need=need, offer=offer, band=2, proposed_by="broker", due_on=due_on, **values
    )


def _disclose(opened: Introduction, party: Party, made: World) -> None:
    word = made.canary("disclosed")
    dossier = Dossier("甲", "", Contact(word, "", ""), word, word, {})
    sealed = seal(dossier.to_bytes(), purpose=PURPOSE)
    row = SealedText.objects.create(
        id=sealed.record,
        organisation=made.organisation,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
    Disclosure.objects.create(introduction=opened, party=party, person=made.owner, sealed=row)
