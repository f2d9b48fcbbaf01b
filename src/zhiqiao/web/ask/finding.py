"""What answers a question on this site: programmes with passages, offers, and one's own verdict."""

import re
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from zhiqiao.asking import Answer, Confidence, FoundProgramme, Passage
from zhiqiao.asking.offers import (
    OfferAnswer,
    OfferPassage,
    confidence_of_both,
    offers_lead,
    read_offer_question,
)
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.ask.offers import ask_offers
from zhiqiao.web.cases.library import library
from zhiqiao.web.catalogue.models import Offer
from zhiqiao.web.programmes.queries import assess_programme
from zhiqiao.web.programmes.values import ProgrammeAssessment

LIKENESS_MIN = 0.1
"""Programmes less like the question than this are not even shown as the nearest ones."""
OWN = re.compile(
    "我能|我可以|我们能|我们可以|我司|我们公司|符合吗|我符合|够不够|can we|can i|do we|are we"
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A passage with the number under which the page shows it."""

    number: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class NumberedSentence:
    """A sentence of an offer with its number on the page."""

    number: int
    passage: OfferPassage


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer found and its numbered sentences."""

    offer: Offer
    passages: tuple[NumberedSentence, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme found, its numbered passages, and how it stands for the visitor's enterprise."""

    found: FoundProgramme
    passages: tuple[Numbered, ...]
    verdict: ProgrammeAssessment | None


@dataclass(frozen=True, slots=True)
class Found:
    """Everything the page shows for a question."""

    text: str
    answer: Answer
    confidence: Confidence
    cards: tuple[ProgrammeCard, ...]
    offer_answer: OfferAnswer
    offers: tuple[OfferCard, ...]
    is_about_offers: bool
    asks_of_self: bool

    @property
    def is_unsure(self) -> bool:
        """Whether a person had better answer."""
        return self.confidence is Confidence.UNSURE

    @property
    def are_programmes_unsure(self) -> bool:
        """Whether the programmes shown only come nearest."""
        return self.answer.confidence is Confidence.UNSURE

    @property
    def are_offers_unsure(self) -> bool:
        """Whether the offers shown only come nearest."""
        return self.offer_answer.confidence is Confidence.UNSURE

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is worth showing."""
        return not self.cards and not self.offers

    @property
    def programme_id(self) -> str:
        """The programme that a case about this would be about; "" where that is open."""
        is_of_offers = self.is_about_offers or self.answer.confidence is Confidence.UNSURE
        return "" if is_of_offers or not self.cards else self.cards[0].found.programme_id


def find(text: str, *, actor: Person | AnonymousUser) -> Found:
    """What answers the question; nothing is stored."""
    answer = library.book().ask(text)
    offer_answer, rows = ask_offers(text, actor=actor)
    names_offers = read_offer_question(text).names_offers
    confidence = confidence_of_both(answer, offer_answer)
    cards = _cards(answer, actor) if _is_worth(answer.confidence, confidence) else ()
    first_number = 1 + sum(len(card.passages) for card in cards)
    return Found(
        text=text,
        answer=answer,
        confidence=confidence,
        cards=cards,
        offer_answer=offer_answer,
        offers=_offer_cards(offer_answer, rows, first_number)
        if _is_worth(offer_answer.confidence, confidence)
        else (),
        is_about_offers=offers_lead(answer, offer_answer, names_offers=names_offers),
        asks_of_self=bool(OWN.search(text.lower())),
    )


def _offer_cards(answer: OfferAnswer, rows: dict[str, Offer], number: int) -> tuple[OfferCard, ...]:
    """The offers to show, numbered after the programmes."""
    cards = []
    for found in answer.shown:
        numbered = tuple(
            NumberedSentence(at, each) for at, each in enumerate(found.passages, number)
        )
        number += len(numbered)
        cards.append(OfferCard(rows[found.offer_id], numbered))
    return tuple(cards)


def _is_worth(own: Confidence, whole: Confidence) -> bool:
    """Whether to show what was found: what merely comes nearest only where nothing answers."""
    return own is not Confidence.UNSURE or whole is Confidence.UNSURE


def _cards(answer: Answer, actor: Person | AnonymousUser) -> tuple[ProgrammeCard, ...]:
    cards: list[ProgrammeCard] = []
    number = 0
    for found in answer.found[: _shown(answer)]:
        numbered = []
        for passage in found.passages:
            number += 1
            numbered.append(Numbered(number, passage))
        cards.append(ProgrammeCard(found, tuple(numbered), _verdict(found, actor)))
    return tuple(cards)


def _shown(answer: Answer) -> int:
    """How many programmes: where one is sure two, else three to choose from, if at all likely."""
    if not answer.found or answer.found[0].likeness < LIKENESS_MIN:
        return 0
    return 2 if answer.confidence is Confidence.SURE else 3


def _verdict(found: FoundProgramme, actor: Person | AnonymousUser) -> ProgrammeAssessment | None:
    if not isinstance(actor, Person) or not actor.may(Permission.ASSESS):
        return None
    if actor.organisation is None or not found.programme_id:
        return None
    return assess_programme(
        actor=actor, organisation=actor.organisation, programme_id=found.programme_id
    )
