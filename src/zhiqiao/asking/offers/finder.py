"""Which of some offers answers a question, with which of its sentences, and how sure that is."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from zhiqiao.asking.confidence import ConfidenceModel, Row, shipped
from zhiqiao.asking.lexicon import Lexicon
from zhiqiao.asking.offers.passages import passages_of
from zhiqiao.asking.offers.question import OfferQuestion, read_offer_question
from zhiqiao.asking.offers.values import FoundOffer, OfferAnswer, OfferPassage, OfferText, Part
from zhiqiao.asking.question import pairs_of
from zhiqiao.asking.values import Confidence
from zhiqiao.index.folding import fold_all
from zhiqiao.matching.protocols import Encoder

OFFERS_MAX, PASSAGES_MAX = 3, 3
CANDIDATES = 30
"""How many offers of the index are read."""
FIGURE_WEIGHT, NEAR_WEIGHT, IN_TITLE = 0.7, 0.3, 0.3
TERMS_WANTED, TERMS_UNWANTED = 10.0, -1.0
WEIGHTS = {"cover": 1.0, "sentence": 0.5, "title": 0.4, "nearest": 0.7, "near": 0.5}
NEAR = 3
TEXTS_MIN = 200
SHORT = 2
TINY = 1e-9
MODEL = "offer_confidence.json"
FEATURES = (
    "cover", "sentence_cover", "title_cover", "cosine", "margin", "unknown", "words",
    "weakest_word", "is_short",
)  # fmt: skip
Numbers = npt.NDArray[np.float64]


def rarity_of(texts: Sequence[str]) -> Lexicon:
    """How rare pairs of characters are in these texts, one of each offer.

    Few texts tell little about that: they count as if blank ones stood beside them.
    """
    blanks: list[tuple[str, ...]] = [()] * max(0, TEXTS_MIN - len(texts))
    return Lexicon([pairs_of(text) for text in fold_all(texts)] + blanks)


class OfferFinder:
    """Answers questions from offers.

    Args:
        rarity: of pairs, from the offers or a sample of them.
        encoder: of sentences and questions.
        model: of the confidence; the shipped one if left out.
    """

    def __init__(
        self, rarity: Lexicon, *, encoder: Encoder, model: ConfidenceModel | None = None
    ) -> None:
        self.rarity, self.encoder = rarity, encoder
        self.model = model or shipped(MODEL)

    def ask(self, text: str, offers: Sequence[OfferText]) -> OfferAnswer:
        """The offers among these that answer, best first, each with its best sentences."""
        look = self._look(text, offers)
        if look is None:
            return OfferAnswer()
        found = [look.found(at) for at in look.order[:OFFERS_MAX]]
        row = look.features(look.order[0])
        return OfferAnswer(tuple(found), word_of(self.model, row), found[0].probability)

    def features(self, text: str, offers: Sequence[OfferText]) -> Row | None:
        """For fitting: what the confidence in the first offer rests on."""
        look = self._look(text, offers)
        return None if look is None else look.features(look.order[0])

    def _look(self, text: str, offers: Sequence[OfferText]) -> "_Look | None":
        question = read_offer_question(text)
        return None if question.is_blank or not offers else _Look(self, question, offers)


class _Look:
    """One question over some offers; a row is a sentence."""

    def __init__(
        self, finder: OfferFinder, question: OfferQuestion, offers: Sequence[OfferText]
    ) -> None:
        self.finder, self.question, self.offers = finder, question, offers
        self.passages = [passages_of(each) for each in offers]
        self.starts = np.cumsum([0, *map(len, self.passages)]).tolist()
        self.folded = fold_all([each.text for group in self.passages for each in group])
        self.vectors = finder.encoder.encode_passages(self.folded)
        vector = finder.encoder.encode_queries([question.matter])[0]
        self.cosines = np.asarray(self.vectors @ vector, np.float64)
        weights = np.array([finder.rarity.weight(pair) for pair in question.pairs])
        self.weights = weights / max(weights.sum(), TINY)
        pairs = question.pairs
        self.holds = np.array([[pair in text for pair in pairs] for text in self.folded], float)
        self.cover = self.holds @ self.weights
        self.strength = np.array([self._strength(at) for at in range(len(offers))])
        self.order = sorted(range(len(offers)), key=lambda at: (-self.strength[at], at))

    def _rows(self, at: int) -> slice:
        """Where the sentences of an offer stand; the first is its title."""
        return slice(self.starts[at], self.starts[at + 1])

    def _held(self, at: int) -> Numbers:
        """Which pairs of the question the offer holds anywhere: 1, else 0."""
        return np.asarray(self.holds[self._rows(at)].max(axis=0))

    def _strength(self, at: int) -> float:
        cover, near = self.cover[self._rows(at)], np.sort(self.cosines[self._rows(at)])[::-1]
        parts = {
            "cover": self._held(at) @ self.weights,
            "sentence": cover.max(),
            "title": cover[0],
            "nearest": near[0],
            "near": near[:NEAR].mean(),
        }
        return float(sum(WEIGHTS[name] * value for name, value in parts.items()))

    def features(self, at: int) -> Row:
        """What the confidence rests on."""
        rows = self._rows(at)
        cover, rivals = self.cover[rows], np.delete(self.strength, at)
        words = self._words(at)
        return (
            float(self._held(at) @ self.weights),
            float(cover.max()),
            float(cover[0]),
            float(self.cosines[rows].max()),
            float(np.clip(self.strength[at] - rivals.max(initial=0.0), -1.0, 1.0)),
            self.finder.rarity.unknown(self.question.pairs),
            float(words.mean()) if len(words) else 0.0,
            float(words.min()) if len(words) else 0.0,
            float(len(self.question.pairs) < SHORT),
        )

    def _words(self, at: int) -> Numbers:
        """Of each word of the question how near the offer comes to it: 1 where it stands there."""
        if not self.question.words:
            return np.zeros(0)
        rows = self._rows(at)
        near = self.vectors[rows] @ self.finder.encoder.encode_queries(self.question.words).T
        whole = "\n".join(self.folded[rows])
        held = [_share_held(word, whole) for word in self.question.words]
        return np.asarray(np.maximum(near.max(axis=0), held), np.float64)

    def found(self, at: int) -> FoundOffer:
        """The offer with its best sentences."""
        probability = self.finder.model.probability(self.features(at))
        return FoundOffer(self.offers[at].id, self._best(at), probability)

    def _best(self, at: int) -> tuple[OfferPassage, ...]:
        """The sentences that answer best; of an offer that has only a title, the title."""
        rows, passages = self._rows(at), self.passages[at]
        telling = self._telling(rows)
        scores = {
            n: self._score(rows.start + n, each, telling) for n, each in enumerate(passages) if n
        }
        order = sorted(scores, key=lambda n: (-scores[n], n))[:PASSAGES_MAX]
        return tuple(passages[n] for n in order) or passages[:1]

    def _telling(self, rows: slice) -> Numbers:
        """How much each pair tells one sentence of the offer from the others."""
        holds = self.holds[rows]
        common = holds[1:].mean(axis=0) if len(holds) > 1 else 0.0
        return np.asarray(self.weights * (1 - common) * np.where(holds[0], IN_TITLE, 1.0))

    def _score(self, row: int, passage: OfferPassage, telling: Numbers) -> float:
        if passage.part is Part.TERMS:
            is_wanted = passage.text.startswith(self.question.terms or ("\n",))
            return TERMS_WANTED if is_wanted else TERMS_UNWANTED
        figures = [bool(each.search(self.folded[row])) for each in self.question.figures]
        share = sum(figures) / len(figures) if figures else 0.0
        near = NEAR_WEIGHT * float(self.cosines[row])
        return float(self.holds[row] @ telling) + near + FIGURE_WEIGHT * share


def word_of(model: ConfidenceModel, row: Row) -> Confidence:
    """The word for an offer with these features; a single word asks for nothing in particular."""
    return Confidence.UNSURE if row[-1] else model.plain_word(row)


def _share_held(word: str, text: str) -> float:
    """Of the word's pairs the share that stands in the text."""
    pairs = pairs_of(word) or (word,)
    return sum(pair in text for pair in pairs) / len(pairs)
