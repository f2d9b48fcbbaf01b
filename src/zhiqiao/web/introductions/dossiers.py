"""What one party would give the other, and the digest that binds a consent to just that."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from django.utils.crypto import salted_hmac

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.catalogue.confidential import words_of
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import Party

Value = str | int | None
PURPOSE = "introduction"
SALT = "zhiqiao.introductions.consent"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the other side may turn to."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the other side reads once both have consented."""

    organisation: str
    area: str
    contact: Contact
    title: str
    text: str
    facts: Mapping[str, Value] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The dossier as it is sealed and digested: the same bytes for the same content."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Dossier":
        """Reads what `to_bytes` wrote."""
        plain = json.loads(content)
        return cls(**plain | {"contact": Contact(**plain["contact"])})


def dossier_of(introduction: Introduction, party: Party, person: Person) -> Dossier:
    """What the party gives as things stand now, with the person as its contact."""
    contact = Contact(person.name, person.phone, person.email)
    if party is Party.SEEKER:
        return _of_need(introduction.need, contact)
    return _of_offer(introduction.offer, contact)


def digest_of(introduction: Introduction, party: Party, person: Person) -> str:
    """The keyed digest of what the party gives and of what it was shown of the other side.

    Whoever does not know the site's key learns nothing from it, not even by guessing the text.
    """
    content = {
        "pair": [introduction.need_id, introduction.offer_id, str(party)],
        "given": dossier_of(introduction, party, person).to_bytes().decode(),
        "shown": _shown_to(introduction, party),
    }
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return salted_hmac(SALT, plain, algorithm="sha256").hexdigest()


def _shown_to(introduction: Introduction, party: Party) -> object:
    """What the party may know of the other side before the introduction opens."""
    if party is Party.SEEKER:
        return _public(introduction.offer, introduction.offer.organisation)
    if introduction.is_confidential:
        return [introduction.field, introduction.band, introduction.reasons]
    return _public(introduction.need, introduction.need.organisation)


def _public(listing: Need | Offer, organisation: Organisation) -> list[Value]:
    facts = _need_facts(listing) if isinstance(listing, Need) else _offer_facts(listing)
    return [organisation.name, listing.title, listing.text, *facts.values()]


def _of_need(need: Need, contact: Contact) -> Dossier:
    words = words_of(need)
    owner = need.organisation
    return Dossier(owner.name, owner.area, contact, words.title, words.text, _need_facts(need))


def _of_offer(offer: Offer, contact: Contact) -> Dossier:
    owner = offer.organisation
    facts = _offer_facts(offer)
    return Dossier(owner.name, owner.area, contact, offer.title, offer.text, facts)


def _need_facts(need: Need) -> dict[str, Value]:
    return {
        "field": need.field,
        "stage": need.stage,
        "mode": need.mode,
        "area": need.area,
        "budget_fen": need.budget_fen,
        "deadline_on": _day(need.deadline_on),
    }


def _offer_facts(offer: Offer) -> dict[str, Value]:
    return {
        "field": offer.field,
        "kind": offer.kind,
        "trl": offer.trl,
        "mode": offer.mode,
        "area": offer.area,
        "price_fen": offer.price_fen,
        "problem": offer.problem,
        "advantage": offer.advantage,
        "economics": offer.economics,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
