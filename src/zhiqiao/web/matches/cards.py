"""What a candidate's card shows: a suggestion with its grades, its words and its marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhiqiao.matching.values import Relevance
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.matches.models import Review, ReviewSource, Suggestion
from zhiqiao.web.matches.next_steps import NextStep, next_step_of
from zhiqiao.web.matches.queries import Pair, reviews_of
from zhiqiao.web.matches.risks import Risk, risks_of
from zhiqiao.web.matches.second_opinions import SecondOpinion, in_order, opinions_of
from zhiqiao.web.matches.standings import Standing, standings_of
from zhiqiao.web.site.marking import Mark, mark_spans

GRADES: dict[int, Promise] = {
    4: _("强相关"),
    3: _("较强相关"),
    2: _("弱相关"),
    1: _("无相关"),
}
LIKELY: tuple[tuple[float, Promise], ...] = (
    (0.6, _("很可能对口")),
    (0.45, _("较可能对口")),
    (0.25, _("有可能对口")),
    (0.1, _("可能性不大")),
    (0.0, _("可能性很小")),
)
KINDS: dict[str, Promise] = {
    "technology": _("技术"),
    "scene": _("场景"),
    "maturity": _("成熟度"),
    "constraints": _("条件"),
}
REASON_KINDS = {**KINDS, "constraint": KINDS["constraints"]}


REASONS_FOLDED = 3


@dataclass(frozen=True)
class Card:
    """One candidate as a person sees it."""

    suggestion: Suggestion
    reviews: Sequence[Review]
    person: Person
    place: int = 1
    is_open: bool = False
    standing: Standing | None = None
    opinion: SecondOpinion | None = None

    @cached_property
    def own_review(self) -> Review | None:
        """The newest grade that the person gave the pair."""
        return next((r for r in self.reviews if self._is_own(r)), None)

    def _is_own(self, review: Review) -> bool:
        return review.person_id == self.person.pk and review.source == ReviewSource.REVIEW

    @cached_property
    def others(self) -> list[Review]:
        """The newest grade of every other person, and what followed from a project's end."""
        newest: dict[tuple[int, str], Review] = {}
        for review in self.reviews:
            if not self._is_own(review):
                newest.setdefault((review.person_id, review.source), review)
        return list(newest.values())

    @property
    def earlier(self) -> list[Review]:
        """Grades that a newer one of the same person replaced."""
        counting = {r.pk for r in self.others} | {self.own_review.pk if self.own_review else None}
        return [r for r in self.reviews if r.pk not in counting]

    @cached_property
    def newest_grade(self) -> int | None:
        """The person's own grade, else the newest of anyone."""
        review = self.own_review or next(iter(self.reviews), None)
        return review.relevance if review else None

    @cached_property
    def next_step(self) -> NextStep:
        """What to do next with the pair."""
        return next_step_of(
            self.suggestion,
            grade=self.newest_grade,
            may_grade=self.person.may(Permission.REVIEW_WRITE),
            standing=self.standing,
        )

    @property
    def grade_label(self) -> Promise:
        """The engine's grade in words."""
        return GRADES[self.suggestion.relevance]

    @property
    def opinion_label(self) -> Promise | str:
        """The second opinion's grade in words; empty where there is none."""
        return GRADES[self.opinion.relevance] if self.opinion else ""

    @property
    def likely(self) -> Promise:
        """The probability in words."""
        return next(words for least, words in LIKELY if self.suggestion.probability >= least)

    @property
    def bars(self) -> list[tuple[Promise, float | None]]:
        """The four sub-scores with their names."""
        return [(label, getattr(self.suggestion, name)) for name, label in KINDS.items()]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """The engine's reasons in favour; a few on a folded card."""
        return self._few(self._told(favours=True))

    @property
    def reservations(self) -> list[dict[str, Any]]:
        """The engine's reasons against; a few on a folded card."""
        return self._few(self._told(favours=False))

    @cached_property
    def risks(self) -> list[Risk]:
        """What else speaks against the pair."""
        return [risk for risk in self._all_risks if not risk.is_unknown]

    @cached_property
    def unknowns(self) -> list[Risk]:
        """What is to be asked."""
        return [risk for risk in self._all_risks if risk.is_unknown]

    @cached_property
    def _all_risks(self) -> list[Risk]:
        return risks_of(self.suggestion)

    def _told(self, *, favours: bool) -> list[dict[str, Any]]:
        rows = [r | {"label": REASON_KINDS.get(r["kind"], "")} for r in self.suggestion.reasons]
        return [row for row in rows if row["favours"] == favours]

    def _few(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return rows if self.is_open else rows[:REASONS_FOLDED]

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """Evidence pairs, numbered from 1 as the marks in the texts are."""
        return [
            pair | {"number": number, "label": REASON_KINDS.get(pair["kind"], "")}
            for number, pair in enumerate(self.suggestion.evidence, start=1)
        ]

    @property
    def need_title(self) -> SafeString:
        """The need's title with the evidence marked."""
        return self._marked("need", "title")

    @property
    def need_text(self) -> SafeString:
        """The need's text with the evidence marked."""
        return self._marked("need", "text")

    @property
    def offer_title(self) -> SafeString:
        """The offer's title with the evidence marked."""
        return self._marked("offer", "title")

    @property
    def offer_text(self) -> SafeString:
        """The offer's text with the evidence marked."""
        return self._marked("offer", "text")

    def _marked(self, side: Literal["need", "offer"], part: str) -> SafeString:
        text = getattr(getattr(self.suggestion, side), part)
        spans = [(p["number"], p[side]) for p in self.pairs if p[side]["part"] == part]
        # A text changed since the run no longer holds the quoted words: it stays unmarked.
        kept = [(n, s) for n, s in spans if text[s["start"] : s["end"]] == s["text"]]
        marks = [Mark(s["start"], s["end"], n) for n, s in kept]
        return mark_spans(text, marks, label=str(_("证据")))


def cards_of(
    suggestions: Iterable[Suggestion], person: Person, *, open_id: int | None = None
) -> list[Card]:
    """Cards in the suggestions' order, as second opinions move it, each with its grades."""
    given = list(suggestions)
    opinions = opinions_of(given)
    listed = in_order(given, opinions)
    reviews: dict[Pair, list[Review]] = reviews_of(listed)
    standings = standings_of(person, reviews)
    return [
        Card(
            suggestion,
            reviews[pair],
            person,
            place=place,
            is_open=suggestion.pk == open_id,
            standing=standings.get(pair),
            opinion=opinions.get(suggestion.pk),
        )
        for place, suggestion in enumerate(listed, start=1)
        for pair in [(suggestion.need_id, suggestion.offer_id)]
    ]


def grades() -> list[tuple[int, Promise]]:
    """The four grades, best first, with the engine's own values."""
    return [(int(grade), GRADES[grade]) for grade in sorted(Relevance, reverse=True)]
