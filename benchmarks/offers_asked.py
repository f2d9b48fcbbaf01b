"""Questions over the demo city's offers: what is found, which sentence, how sure.

`dev` of tests/unit/asking/offer_questions.tsv fits the confidence, with the `dev` questions over
programmes as ones that no offer answers; `held` is left out. The offers lie in a temporary index.
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zhiqiao.asking.book import PassageBook
from zhiqiao.asking.confidence import ConfidenceModel, Row, fit_weights, thresholds
from zhiqiao.asking.offers import (
    CANDIDATES,
    OfferAnswer,
    OfferFinder,
    OfferText,
    confidence_of_both,
    rarity_of,
    read_offer_question,
)
from zhiqiao.asking.offers.finder import FEATURES, MODEL, word_of
from zhiqiao.asking.values import Confidence
from zhiqiao.index import Document, TextIndex, load_encoder

__all__ = [
    "MODEL",
    "Asked",
    "Shelf",
    "ask_all",
    "asked",
    "figures",
    "fit",
    "near_misses",
    "shelf",
    "word_of",
    "words_of",
]
ROOT = Path(__file__).parents[1]
CITY = ROOT / "src" / "zhiqiao" / "web" / "demo" / "city"
QUESTIONS = ROOT / "tests" / "unit" / "asking" / "offer_questions.tsv"
PARTS, PRECISION, WRONG_BELOW = 5, 0.98, 0.93


NOTHING: Row = (0.0,) * len(FEATURES)


class Asked(NamedTuple):
    """One written question, what was found for it, and what programmes say."""

    text: str
    wanted: frozenset[str]
    pieces: tuple[str, ...]
    answer: OfferAnswer
    row: Row | None

    @property
    def is_right(self) -> bool:
        """Whether the first offer is one that answers."""
        return bool(self.answer.found) and self.answer.found[0].offer_id in self.wanted


class Shelf:
    """The demo city's offers in an index."""

    def __init__(self, folder: Path) -> None:
        self.offers = {each.id: each for each in demo_offers()}
        encoder = load_encoder("static")
        self.index = TextIndex.open(folder, encoder=encoder, source=partial(_documents, self))
        texts = [f"{each.title} {each.text}" for each in self.offers.values()]
        self.finder = OfferFinder(rarity_of(texts), encoder=encoder)

    def candidates(self, text: str) -> list[OfferText]:
        """The offers that the index finds."""
        matter = read_offer_question(text).matter
        return [self.offers[hit.id] for hit in self.index.search(matter, "", top=CANDIDATES)]

    def ask(self, text: str) -> OfferAnswer:
        """What the site would answer from these offers."""
        return self.finder.ask(text, self.candidates(text))


def _documents(shelf: Shelf) -> Iterator[Document]:
    for each in shelf.offers.values():
        yield Document(id=each.id, title=each.title, text=each.text)


@contextmanager
def shelf() -> Iterator[Shelf]:
    """The shelf, for a while."""
    with tempfile.TemporaryDirectory() as folder:
        yield Shelf(Path(folder))


def demo_offers() -> Iterator[OfferText]:
    """The demo city's 320 offers."""
    for path in sorted(CITY.glob("*/offers.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield OfferText(
                row["id"], row["title"], row["text"], row["problem"], row["advantage"],
                row["economics"], row["trl"], row["mode"], f"{row['price_wan_yuan']} 万元",
            )  # fmt: skip


def ask_all(on: Shelf, which: str) -> list[Asked]:
    """The questions of a set, asked."""
    with QUESTIONS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == which]
    return [asked(on, row["question"], row["offers"] or "", row["answer"] or "") for row in rows]


def asked(on: Shelf, text: str, offers: str = "", answer: str = "") -> Asked:
    """One question; without offers one that none answers."""
    found = on.candidates(text)
    return Asked(
        text,
        frozenset(filter(None, offers.split("|"))),
        tuple(filter(None, answer.split("|"))),
        on.finder.ask(text, found),
        on.finder.features(text, found),
    )


def fit(items: list[Asked], more: list[Asked]) -> ConfidenceModel:
    """A model of these questions, and of more that only weigh.

    The thresholds come from probabilities of parts of the items left out.
    """
    found = np.zeros(len(items))
    for part in range(PARTS):
        others = [e for n, e in enumerate(items) if n % PARTS != part]
        model = ConfidenceModel(_weights(others + more), 1.0, 0.0)
        for at in range(part, len(items), PARTS):
            found[at] = model.probability(items[at].row or NOTHING)
    right = np.array([each.is_right for each in items])
    sure, likely = thresholds(found, right, precision=PRECISION, wrong_below=WRONG_BELOW)
    return ConfidenceModel(_weights(items + more), sure, likely)


def _weights(items: list[Asked]) -> tuple[float, ...]:
    usable = [each for each in items if each.row is not None]
    return fit_weights([e.row or NOTHING for e in usable], [e.is_right for e in usable])


def near_misses(on: Shelf, items: list[Asked]) -> list[Asked]:
    """The questions asked where none of the offers that answer them is there."""
    made = []
    for each in items:
        left = [o for o in on.candidates(each.text) if o.id not in each.wanted]
        if each.wanted and left:
            row = on.finder.features(each.text, left)
            made.append(Asked(each.text, frozenset(), (), OfferAnswer(), row))
    return made


def words_of(
    items: list[Asked], more: list[Asked], model: ConfidenceModel | None
) -> list[Confidence]:
    """The word of each: of the model, or cross-validated, fitted with the others and more."""
    words = [Confidence.UNSURE] * len(items)
    for part in range(PARTS):
        others = [e for n, e in enumerate(items) if n % PARTS != part]
        left_out = {e.text for n, e in enumerate(items) if n % PARTS == part}
        fitted = model or fit(others, [e for e in more if e.text not in left_out])
        for at in range(part, len(items), PARTS):
            row = items[at].row
            words[at] = word_of(fitted, row) if row else Confidence.UNSURE
    return words


def figures(
    on: Shelf, items: list[Asked], words: list[Confidence], book: PassageBook
) -> dict[str, object]:
    """Shares over a set; refused: neither an offer nor a programme is said to answer."""
    good = [(e, w) for e, w in zip(items, words, strict=True) if e.wanted]
    none = [(e, w) for e, w in zip(items, words, strict=True) if not e.wanted]
    sure = [e for e, w in zip(items, words, strict=True) if w is Confidence.SURE]
    refused = [_both(book, e, w) is Confidence.UNSURE for e, w in none]
    return {
        "answerable": len(good),
        "accuracy_at_1": share([e.is_right for e, _ in good]),
        "accuracy_at_3": share([bool(_hits(e)) for e, _ in good]),
        "passage_in_top_3": share([_quotes(on, e, 9) for e, _ in good]),
        "passage_first_in_top_3": share([_quotes(on, e, 1) for e, _ in good]),
        "passage_in_top_3_title_left_out": share([_quotes(None, e, 9) for e, _ in good]),
        "answerable_called_unsure": share([w is Confidence.UNSURE for _, w in good]),
        "unanswerable": len(none),
        "unanswerable_called_unsure": share([w is Confidence.UNSURE for _, w in none]),
        "unanswerable_refused_by_both": share(refused),
        "sure": len(sure),
        "sure_and_right": share([e.is_right for e in sure]),
    }


def _both(book: PassageBook, item: Asked, word: Confidence) -> Confidence:
    return confidence_of_both(book.ask(item.text), OfferAnswer((), word))


def _hits(item: Asked) -> list[str]:
    return [each.offer_id for each in item.answer.shown if each.offer_id in item.wanted]


def _quotes(on: Shelf | None, item: Asked, most: int) -> bool:
    """Whether an offer that answers is among three and shows the passage that answers."""
    shown = [
        text
        for each in item.answer.shown
        if each.offer_id in item.wanted
        for text in (
            *(p.text for p in each.passages[:most]),
            on.offers[each.offer_id].title if on else "",
        )
    ]
    return any(piece in text for piece in item.pieces for text in shown)


def share(values: list[bool]) -> float:
    """How many of them hold."""
    return round(sum(values) / len(values), 3) if values else 0.0
