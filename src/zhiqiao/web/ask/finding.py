"""What answers a question on this site: programmes with passages, offers, and one's own verdict."""

import re
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from zhiqiao.asking import Answer, Confidence, FoundProgramme, Passage
from zhiqiao.asking.question import Question, pairs_of, read_question
from zhiqiao.index.folding import fold
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.cases.library import library
from zhiqiao.web.catalogue.access import offers_visible_to
from zhiqiao.web.catalogue.models import Offer, Side, Status
from zhiqiao.web.matches.engine_room import index_of
from zhiqiao.web.programmes.queries import assess_programme
from zhiqiao.web.programmes.values import ProgrammeAssessment

OFFERS_MAX, OFFERS_SEARCHED = 5, 12
OFFER_COVER_MIN = 0.6
"""Share of the question's words that an offer must hold."""
LIKENESS_MIN = 0.1
"""Programmes less like the question than this are not even shown as the nearest ones."""
WORDS_FOR_OFFERS = re.compile(
    "成果|技术方案|解决方案|专利|团队|谁能做|谁在做|哪家能|谁有|有没有.*(技术|工艺|材料|设备|算法)"
    "|technology for|patent|research result|who can make"
)
OWN = re.compile(
    "我能|我可以|我们能|我们可以|我司|我们公司|符合吗|我符合|够不够|can we|can i|do we|are we"
)


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """An offer, and how much of the question it holds."""

    offer: Offer
    cover: float


@dataclass(frozen=True, slots=True)
class Numbered:
    """A passage with the number under which the page shows it."""

    number: int
    passage: Passage


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
    offers: tuple[FoundOffer, ...]
    is_about_offers: bool
    asks_of_self: bool

    @property
    def is_unsure(self) -> bool:
        """Whether a person had better answer."""
        return self.confidence is Confidence.UNSURE

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is worth showing."""
        return not self.cards and not self.offers

    @property
    def programme_id(self) -> str:
        """The programme that a case about this would be about; "" where that is open."""
        return "" if self.is_unsure or not self.cards else self.cards[0].found.programme_id


def find(text: str, *, actor: Person | AnonymousUser) -> Found:
    """What answers the question; nothing is stored."""
    question = read_question(text)
    answer = library.book().ask(text)
    offers = _offers(question, actor)
    is_about_offers = bool(WORDS_FOR_OFFERS.search(question.text))
    confidence = answer.confidence
    if confidence is Confidence.UNSURE and offers and is_about_offers:
        confidence = Confidence.LIKELY
    return Found(
        text=text,
        answer=answer,
        confidence=confidence,
        cards=_cards(answer, actor),
        offers=offers,
        is_about_offers=is_about_offers,
        asks_of_self=bool(OWN.search(text.lower())),
    )


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


def _offers(question: Question, actor: Person | AnonymousUser) -> tuple[FoundOffer, ...]:
    """Published offers that hold most of what is asked, best first."""
    if question.is_blank:
        return ()
    hits = index_of(Side.OFFER).search(question.matter, "", top=OFFERS_SEARCHED)
    rows = offers_visible_to(actor).filter(status=Status.PUBLISHED)
    found = rows.in_bulk([int(hit.id) for hit in hits])
    held = [
        FoundOffer(found[int(hit.id)], _cover(question, found[int(hit.id)]))
        for hit in hits
        if int(hit.id) in found
    ]
    good = [each for each in held if each.cover >= OFFER_COVER_MIN]
    return tuple(sorted(good, key=lambda each: -each.cover)[:OFFERS_MAX])


def _cover(question: Question, offer: Offer) -> float:
    """The share of the question's words that the offer holds; of long words their parts count."""
    text = fold(f"{offer.title} {offer.text}")
    wanted = [word for word in question.words if word not in COMMON]
    return sum(_held(word, text) for word in wanted) / len(wanted) if wanted else 0.0


def _held(word: str, text: str) -> float:
    pairs = pairs_of(word) or (word,)
    return 1.0 if word in text else sum(pair in text for pair in pairs) / len(pairs)


COMMON = frozenset(
    [
        "成果",
        "技术",
        "专利",
        "团队",
        "方案",
        "解决方案",
        "解决",
        "谁",
        "做",
        "能",
        "有",
        "没有",
        "可以",
        "适合",
        "用于",
        "怎么",
        "哪家",
        "企业",
        "公司",
        "研究",
        "开发",
        "需要",
    ]
)
"""What merely says that an offer is wanted."""
