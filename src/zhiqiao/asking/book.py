"""The passages of all programmes, ready to be asked; in memory, made in well under a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zhiqiao.asking.confidence import ConfidenceModel, Row, shipped
from zhiqiao.asking.intents import ALSO_SHOWN, ANSWERED_BY
from zhiqiao.asking.lexicon import Lexicon, Scores
from zhiqiao.asking.question import Question, pairs_of, read_question
from zhiqiao.asking.values import (
    Answer,
    Confidence,
    FoundProgramme,
    Intent,
    Kind,
    Passage,
)
from zhiqiao.index.folding import fold, fold_all
from zhiqiao.index.fusion import reciprocal_rank
from zhiqiao.index.words import STOP, cut
from zhiqiao.matching.protocols import Encoder

PROGRAMMES_MAX, PASSAGES_MAX = 5, 4
SHORT = 2
NAME_WEIGHT = 3
WEIGHTS = {"words": 0.7, "pairs": 1.0, "names": 0.8, "dense": 0.8, "intent": 0.25}
PENALTY_OF_OTHER_PLACE = 0.5
SHARE_OF_FIRST_MIN = 0.35
Places = Mapping[str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Group:
    """One programme, or one answered question: what is found as a whole."""

    id: str
    title: str
    rows: tuple[int, ...]
    kinds: frozenset[Kind]


class PassageBook:
    """Answers questions from passages.

    Args:
        passages: those of one programme stand together.
        encoder: of texts and questions.
        places: where each programme applies; None or left out: everywhere.
        model: of the confidence; the shipped one if left out.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        *,
        encoder: Encoder,
        places: Places,
        model: ConfidenceModel | None = None,
    ) -> None:
        self.passages = tuple(passages)
        self.places = places
        self.groups = _groups(self.passages)
        self._encoder = encoder
        self._given_model = model
        texts = fold_all([f"{_title(each)}。{each.text}" for each in passages])
        self._vectors = encoder.encode_passages(texts) if texts else np.zeros((0, 1), np.float32)
        self._in_passages = Lexicon([pairs_of(text) for text in texts])
        names = [fold(_title(self.passages[group.rows[0]])) for group in self.groups]
        whole = [
            f"{name} " * NAME_WEIGHT + " ".join(texts[row] for row in group.rows)
            for name, group in zip(names, self.groups, strict=True)
        ]
        self._pairs = Lexicon([_repeated_pairs(text) for text in whole])
        self._words = Lexicon([[w for w in cut(text) if w not in STOP] for text in whole])
        self._names = Lexicon([pairs_of(name) for name in names])
        self._name_pairs = [pairs_of(name) for name in names]

    @cached_property
    def model(self) -> ConfidenceModel:
        """Of the confidence."""
        return self._given_model or shipped()

    def ask(self, text: str) -> Answer:
        """The passages that answer, the most likely programme first."""
        question = read_question(text)
        if question.is_blank or not self.groups:
            return Answer((), Confidence.UNSURE, 0.0, ("too-short",), question.intents)
        look = _Look(self, question)
        order = look.order()[:PROGRAMMES_MAX]
        found = [look.found(at) for at in order]
        first = found[0]
        kept = [first, *(f for f in found[1:] if f.probability >= _least(first))]
        word = self.model.word(look.features(order[0]))
        reasons = look.reasons(order[0], word)
        return Answer(tuple(kept), word, first.probability, reasons, question.intents)

    def features(self, text: str) -> tuple[list[tuple[str, Row]], Question]:
        """For fitting: the groups in order with their features."""
        question = read_question(text)
        if question.is_blank or not self.groups:
            return [], question
        look = _Look(self, question)
        return [(self.groups[at].id, look.features(at)) for at in look.order()], question


def _least(first: FoundProgramme) -> float:
    return first.probability * SHARE_OF_FIRST_MIN


class _Look:
    """One question over the whole book."""

    def __init__(self, book: PassageBook, question: Question) -> None:
        self.book, self.question = book, question
        vector = book._encoder.encode_queries([question.matter])[0]  # noqa: SLF001
        self.cosines = book._vectors @ vector  # noqa: SLF001
        self.near = np.array([self.cosines[list(g.rows)].max() for g in book.groups])
        self.cover = book._pairs.coverage(question.pairs)  # noqa: SLF001
        self.name_cover = book._names.coverage(question.pairs)  # noqa: SLF001
        self.name_recall = self._recall()
        self.lacks = np.array([len(self.lacking(at)) for at in range(len(book.groups))])
        self.strength = self.cover + self.name_cover + self.name_recall + self.near

    def _recall(self) -> Scores:
        """Of every group the share of its title that the question says."""
        names, said = self.book._names, set(self.question.pairs)  # noqa: SLF001
        shares = []
        for pairs in self.book._name_pairs:  # noqa: SLF001
            whole = sum(map(names.weight, pairs))
            part = sum(names.weight(pair) for pair in pairs if pair in said)
            shares.append(part / whole if whole else 0.0)
        return np.array(shares)

    def order(self) -> list[int]:
        """The groups, best first; those of other places later."""
        groups, book, question = self.book.groups, self.book, self.question
        lists = {
            "words": book._words.scores(question.words),  # noqa: SLF001
            "pairs": book._pairs.scores(question.pairs),  # noqa: SLF001
            "names": self.name_cover + self.name_recall,
            "dense": self.near,
            "intent": (self.lacks == 0).astype(np.float64),
        }
        weighted = [
            ({str(at): float(s) for at, s in enumerate(scores) if s > 0}, WEIGHTS[name])
            for name, scores in lists.items()
        ]
        fused = {int(at): score for at, score in reciprocal_rank(weighted)}
        for at in fused:
            fused[at] *= PENALTY_OF_OTHER_PLACE if self.is_of_other_place(at) else 1.0
        return sorted(fused, key=lambda at: (-round(fused[at], 9), groups[at].id))

    def is_of_other_place(self, at: int) -> bool:
        """Whether the question names a place where the programme does not apply."""
        where = self.book.places.get(self.book.groups[at].id)
        asked = set(self.question.places)
        return bool(asked) and where is not None and not asked & where

    def lacking(self, at: int) -> tuple[Intent, ...]:
        """What the question wants and the programme's passages do not tell."""
        kinds = self.book.groups[at].kinds
        if Kind.ANSWER in kinds:
            return ()
        return tuple(
            each for each in self.question.intents if not kinds.intersection(ANSWERED_BY[each])
        )

    def features(self, at: int) -> Row:
        """What the confidence rests on."""
        margin = self.strength[at] - max(self._rivals(at), default=0.0)
        pairs = self.question.pairs
        return (
            float(self.cover[at]),
            float(self.name_cover[at]),
            float(self.name_recall[at]),
            float(self.near[at]),
            float(np.clip(margin, -1.0, 1.0)),
            self.book._pairs.unknown(pairs),  # noqa: SLF001
            float(self.is_of_other_place(at)),
            float(self.lacks[at]) / max(1, len(self.question.intents)),
            float(len(pairs) < SHORT),
        )

    def _rivals(self, at: int) -> list[float]:
        """How like the question the others are; to a person's answer only those that tell as much.

        A programme that does not say what was asked does not make the answer to it doubtful.
        """
        is_answer = Kind.ANSWER in self.book.groups[at].kinds
        is_rival = (self.lacks == 0) | (not is_answer)
        is_rival[at] = False
        return [float(each) for each in self.strength[is_rival]]

    def found(self, at: int) -> FoundProgramme:
        """The group with its best passages."""
        group = self.book.groups[at]
        passages = tuple(self.book.passages[row] for row in self._best(group))
        return FoundProgramme(
            programme_id=passages[0].programme_id,
            title=group.title,
            department=passages[0].department,
            passages=passages,
            probability=self.book.model.probability(self.features(at)),
            likeness=self.book.model.likeness(self.features(at)),
            lacks=self.lacking(at),
        )

    def _best(self, group: Group) -> list[int]:
        """Rows of passages: what the intent asks for, then what is most like the question."""
        shared = self.book._in_passages.coverage(self.question.pairs)  # noqa: SLF001
        intents = self.question.intents
        wanted = [kind for intent in intents for kind in ANSWERED_BY[intent]]
        wanted += [kind for intent in intents for kind in ALSO_SHOWN.get(intent, ())]

        def key(row: int) -> tuple[int, float, int]:
            kind = self.book.passages[row].kind
            place = wanted.index(kind) if kind in wanted else len(wanted)
            # Windows stand in the order of their days: the open or next one first.
            likeness = 0.0 if kind is Kind.WINDOW else float(shared[row] + self.cosines[row])
            return place, -likeness, row

        return sorted(group.rows, key=key)[:PASSAGES_MAX]

    def reasons(self, at: int, word: Confidence) -> tuple[str, ...]:
        """Why the confidence is what it is, as code words."""
        cover, *_rest = row = self.features(at)
        told = {
            "other-place": self.is_of_other_place(at),
            "not-in-rule": bool(self.lacking(at)),
            "unknown-words": row[5] > 0.34 or cover < 0.5,  # noqa: PLR2004
            "close-call": row[4] < 0.05,  # noqa: PLR2004
        }
        doubts = tuple(name for name, holds in told.items() if holds)
        if word is Confidence.SURE:
            return ("covered", *(each for each in doubts if each == "not-in-rule"))
        return doubts or ("partly",)


def _title(passage: Passage) -> str:
    """What a passage is found by; an answered question is read like the questions to come."""
    if passage.kind is not Kind.ANSWER:
        return passage.title
    return f"{passage.title} {read_question(passage.title).matter}"


def _groups(passages: Sequence[Passage]) -> tuple[Group, ...]:
    rows: dict[str, list[int]] = {}
    for at, each in enumerate(passages):
        rows.setdefault(each.id if each.kind is Kind.ANSWER else each.programme_id, []).append(at)
    return tuple(
        Group(key, passages[at[0]].title, tuple(at), frozenset(passages[row].kind for row in at))
        for key, at in rows.items()
    )


def _repeated_pairs(text: str) -> list[str]:
    """The pairs of a text, each as often as it stands there."""
    return [pair for piece in text.split() for pair in pairs_of(piece)]
