"""Everything that an organisation is entitled to, could be, and is not, for its page.

Assessed once; sentences and calculations are made for what is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from django.contrib.auth.models import AnonymousUser

from zhiqiao.policy import Assessment, Verdict, assess_all, settle
from zhiqiao.policy.ask import Question, ask_next
from zhiqiao.policy.entitling import entitlements_of
from zhiqiao.policy.explain import findings
from zhiqiao.policy.reasons import HELD, Reason
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.sentences import sentence
from zhiqiao.policy.showing import Language
from zhiqiao.policy.values import FactValue
from zhiqiao.policy.working import WorkedLine, worked
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.profiles.models import Fact, FactState
from zhiqiao.web.profiles.queries import current_facts, sees_everything, values_on
from zhiqiao.web.programmes.applied import Applied, applied_on
from zhiqiao.web.programmes.cards import Card, cards_on
from zhiqiao.web.programmes.scopes import FOR_PERSONS, SPECIAL, audiences_of
from zhiqiao.web.programmes.standings import Standing, gaps_of, is_nearly_met, standing_of
from zhiqiao.web.programmes.values import ClauseSentence
from zhiqiao.web.rulebook.current import rulebook


class Basket(StrEnum):
    """Where a programme stands for an organisation, the most useful first."""

    MET = "met"
    MANUAL = "manual"
    NEAR = "near"
    UNKNOWN = "unknown"
    UNMET = "unmet"
    OUT = "out"


BASKETS = {
    Verdict.MET: Basket.MET,
    Verdict.MANUAL: Basket.MANUAL,
    Verdict.UNKNOWN: Basket.UNKNOWN,
    Verdict.UNMET: Basket.UNMET,
    Verdict.NOT_APPLICABLE: Basket.OUT,
}
WORTH_A_LOOK = (Basket.MET, Basket.MANUAL, Basket.NEAR, Basket.UNKNOWN)


@dataclass(frozen=True)
class Entitlement:
    """How one programme stands for one organisation.

    Attributes:
        granted_fen: what is due once exclusions and caps are settled; None where nothing is due,
            the amount is not known, or it is held until another is known.
        reason: why that is less than `amount_fen`; None where it is not.
        applied: the organisation's application for it; None where there is none to tell of.
    """

    card: Card
    assessment: Assessment
    book: Rulebook
    language: Language
    basket: Basket
    standing: Standing
    granted_fen: int | None = None
    reason: Reason | None = None
    applied: Applied | None = None

    @property
    def is_approved(self) -> bool:
        """Whether the organisation has been granted it under the rule in force."""
        return self.applied is not None and self.applied.is_approved

    @property
    def counted_fen(self) -> int | None:
        """What of it counts as still due, in fen; None where nothing does."""
        return None if self.is_approved else self.granted_fen

    @property
    def amount_fen(self) -> int | None:
        """What is due before exclusions and caps, in fen."""
        return self.assessment.amount_fen

    @property
    def potential_fen(self) -> int | None:
        """What would be due if it were met, in fen."""
        return self.assessment.potential_fen

    @property
    def bound_fen(self) -> int | None:
        """The most that can be due, in fen."""
        return self.assessment.bound_fen

    @property
    def worth_fen(self) -> int:
        """What to sort by: due, possible, or at most; 0 where nothing is known."""
        return self.amount_fen or self.potential_fen or self.bound_fen or 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that it waits for."""
        return self.assessment.missing

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """How far it is off, where that can be measured."""
        return gaps_of(self.assessment, self.book, self.language)

    @cached_property
    def lines(self) -> tuple[WorkedLine, ...]:
        """How the amount comes about, where a number comes out or people set it."""
        if self.potential_fen is None and self.bound_fen is None:
            return ()
        return worked(self.assessment, self.book.dictionary, self.language)

    @cached_property
    def clauses(self) -> tuple[ClauseSentence, ...]:
        """Its conditions, one sentence each."""
        return clauses_of(self.assessment, self.book, self.language)

    @property
    def why_not(self) -> list[str]:
        """The sentences for which it is not met."""
        return [each.sentence for each in self.clauses if each.is_deciding]


def clauses_of(
    assessment: Assessment, book: Rulebook, language: Language
) -> tuple[ClauseSentence, ...]:
    """Every condition of the rule in force as a sentence, in order of writing."""
    return tuple(
        ClauseSentence(
            id=each.id,
            kind=each.kind,
            state=each.state.value,
            sentence=sentence(each, language),
            citation=each.citation,
            missing=each.missing,
            is_deciding=each.is_deciding,
            is_to_verify=each.is_to_verify,
        )
        for each in findings(assessment, book.dictionary)
    )


@dataclass(frozen=True)
class Entitlements:
    """How every programme in force stands for an organisation, on the facts that someone sees.

    Attributes:
        due_fen: what is still due in all, exclusions and caps settled, approvals left out.
        disputed: facts that the organisation disputes, and that count as unknown.
        is_partial_view: whether facts may be hidden from the one who looks.
    """

    organisation: Organisation
    on: date
    items: tuple[Entitlement, ...]
    questions: tuple[Question, ...]
    due_fen: int
    disputed: tuple[str, ...]
    known: int
    is_partial_view: bool

    @property
    def approved(self) -> list[Entitlement]:
        """Those that it has been granted, and that count no longer."""
        return [each for each in self.items if each.is_approved]

    @property
    def approved_fen(self) -> int:
        """What it has been granted for them."""
        return sum(each.applied.approved_fen or 0 for each in self.items if each.applied)

    @property
    def settled(self) -> list[Entitlement]:
        """Those that are due, but not in full beside the others."""
        return [each for each in self.items if each.reason is not None]

    def of(self, *baskets: Basket) -> list[Entitlement]:
        """Those of the baskets."""
        return [each for each in self.items if each.basket in baskets]


def entitlements_on(
    *, actor: Person | AnonymousUser, organisation: Organisation, on: date, language: Language
) -> Entitlements:
    """How every programme in force stands on the day, on the facts that the actor sees.

    Two queries.

    Args:
        actor: for whom; what is hidden from them counts as unknown.
        organisation: which is assessed.
        on: the day of the event.
        language: of the sentences.
    """
    book = rulebook()
    rows = current_facts(actor, organisation)
    values = values_on(rows, on)
    applied = applied_on(actor=actor, organisation=organisation, book=book, on=on)
    items = judged(book, values, on=on, language=language, applied=applied)
    return Entitlements(
        organisation=organisation,
        on=on,
        items=items,
        questions=questions_for(book, values, on=on),
        due_fen=sum(each.counted_fen or 0 for each in items),
        disputed=_disputed(rows),
        known=len(values),
        is_partial_view=not sees_everything(actor, organisation),
    )


def _disputed(rows: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(sorted({row.name for row in rows if row.state == FactState.DISPUTED}))


def questions_for(
    book: Rulebook, values: Mapping[str, FactValue], *, on: date
) -> tuple[Question, ...]:
    """What to ask an organisation next.

    What only persons can have is not asked about, and what only incubators, platforms and the
    like can have comes last.
    """
    wanted = [each for each in book.programmes if FOR_PERSONS not in each.kinds]
    usual = [each for each in wanted if SPECIAL.isdisjoint(audiences_of(each, each.version_on(on)))]
    found = ask_next(book, values, on=on, programmes=usual)
    return found or ask_next(book, values, on=on, programmes=wanted)


def judged(
    book: Rulebook,
    values: Mapping[str, FactValue],
    *,
    on: date,
    language: Language,
    applied: Mapping[str, Applied] = MappingProxyType({}),
) -> tuple[Entitlement, ...]:
    """Every programme in force for known facts, settled against each other; by id."""
    found = [each for each in assess_all(book, values, on=on) if each.version is not None]
    settled = _settled(book, found)
    cards = cards_on(book, on, language)
    return tuple(
        Entitlement(
            card=cards[each.programme.id],
            assessment=each,
            book=book,
            language=language,
            basket=basket_of(each, book),
            standing=standing_of(each),
            granted_fen=settled.get(each.programme.id, (None, None))[0],
            reason=settled.get(each.programme.id, (None, None))[1],
            applied=applied.get(each.programme.id),
        )
        for each in found
    )


def basket_of(assessment: Assessment, book: Rulebook) -> Basket:
    """By the verdict; apart from the unmet, what lacks one condition that can be worked on."""
    if is_nearly_met(assessment, book):
        return Basket.NEAR
    return BASKETS[assessment.verdict]


def _settled(
    book: Rulebook, found: list[Assessment]
) -> dict[str, tuple[int | None, Reason | None]]:
    """By programme what is granted of what is due, and why it is less."""
    if not any(each.amount_fen for each in found):
        return {}
    settlement = settle(entitlements_of(book, found))
    granted: dict[str, tuple[int | None, Reason | None]] = {}
    for at, (programme, _version) in enumerate(settlement.entitlements.versions):
        if len(settlement.granted[at]):
            reason = Reason(int(settlement.reasons[at][0]))
            fen = None if reason in HELD else int(settlement.granted[at][0])
            granted[programme.id] = fen, reason if reason is not Reason.GRANTED else None
    return granted


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer changed: programmes that were undecided before and are not any more."""

    decided: tuple[Entitlement, ...]
    due_before_fen: int
    due_after_fen: int


def what_changed(before: Entitlements, after: Entitlements) -> Answered:
    """What came of an answer."""
    open_before = {each.card.id for each in before.of(Basket.UNKNOWN)}
    decided = tuple(
        each
        for each in after.items
        if each.card.id in open_before and each.basket is not Basket.UNKNOWN
    )
    return Answered(decided, before.due_fen, after.due_fen)
