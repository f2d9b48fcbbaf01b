"""Introductions of a world: one that waits, one that opened, one of a confidential need."""

from datetime import timedelta

from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, RunFactory, SuggestionFactory
from tests.secure.crawl.worlds import World

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.dossiers import PURPOSE, Contact, Dossier, digest_of
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
KEPT_WITHIN = {"decline-note": {Permission.INTRODUCE}, "disclosed": {Permission.INTRODUCE}}
WRITTEN_WITH = {"introductions_disclosure": {Permission.INTRODUCE}}
TYPED = {"introductions.Step": ("note",)}
DECLINED = {"state": "declined", "seeker_answer": "declined", "ended_at": timezone.now()}
SEARCHED = ("introductions",)


def _read(own: World) -> dict[str, object]:
    """What the owner consents to, by the digest that the page shows."""
    rows = Introduction.objects.unscoped().select_related("need", "offer")
    row = rows.get(code=own.ids["introduction_code"][0])
    return {"digest": digest_of(row, Party.SEEKER, own.owner)}


FORMS = {
    "introductions/<str:introduction_code>/decline/": {"reason": "timing", "note": "理由"},
    "introductions/<str:introduction_code>/consent/": _read,
}


def add(made: World) -> None:
    """One introduction in each of three states, with a note and a sealed dossier."""
    need = NeedFactory(organisation=made.organisation, title=f"引荐的需求{made.tag}", text="")
    waiting = _introduction(need, OfferFactory(title=f"引荐的成果{made.tag}"))
    declined = _introduction(need, OfferFactory(), **DECLINED)
    _decline(declined, made)
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
    made.shown["need_id"].append(need.pk)
    made.shown["offer_id"] += [each.offer_id for each in (waiting, opened, declined)]
    _propose_next(made, need)


def _propose_next(made: World, need: Need) -> None:
    """A pair of two organisations that nobody has introduced yet."""
    suggestion = SuggestionFactory(run=RunFactory(need=need), offer=OfferFactory(), rank=1)
    made.shown["offer_id"].append(suggestion.offer_id)
    made.ids["suggestion_id"].append(suggestion.pk)


def _introduction(need: Need, offer: Offer, **values: object) -> Introduction:
    due_on = timezone.localdate() + timedelta(days=14)
    return Introduction.objects.create(
        need=need, offer=offer, band=2, proposed_by="broker", due_on=due_on, **values
    )


def _decline(declined: Introduction, made: World) -> None:
    Step.objects.create(
        introduction=declined,
        kind="declined",
        party=Party.SEEKER,
        person=made.owner,
        organisation=made.organisation,
        reason="other",
        note=made.canary("decline-note"),
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


def add_hidden(made: World) -> None:
    """One more introduction of the organisation's own need, and how it was declined."""
    need = Need.objects.unscoped().get(pk=made.ids["need_id"][1])
    offer = Offer.objects.unscoped().get(pk=made.ids["offer_id"][0])
    _decline(_introduction(need, offer, **DECLINED), made)
