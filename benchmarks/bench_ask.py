"""Prints how well questions are answered, and fits the confidence: JSON.

    python benchmarks/bench_ask.py [--fit]

The questions were written for this project (tests/unit/asking/questions.tsv): `dev` for fitting,
`held` never looked at while fitting. Figures of `dev` are cross-validated in five parts. The same
for questions over the demo city's offers (offer_questions.tsv, offers_asked.py). With --fit the
models that are shipped are written anew.
"""

import csv
import json
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

import offers_asked
from zhiqiao.asking.book import PassageBook
from zhiqiao.asking.confidence import ConfidenceModel, Row, fit_weights, shipped, thresholds
from zhiqiao.asking.shelf import book_of
from zhiqiao.asking.values import Confidence
from zhiqiao.rulefiles.folder import default_folder, load_rulebook

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "unit" / "asking" / "questions.tsv"
MODELS = ROOT / "src" / "zhiqiao" / "asking"
ON = date(2026, 11, 23)
PARTS = 5
PRECISION = 0.98


class Asked(NamedTuple):
    """One written question, and what was found for it."""

    case: str
    text: str
    wanted: frozenset[str]
    kind: str
    found: tuple[str, ...]
    row: Row | None
    has_kind: bool

    @property
    def is_right(self) -> bool:
        """Whether the first programme is one that answers."""
        return bool(self.found) and self.found[0] in self.wanted


def ask_all(book: PassageBook, which: str) -> list[Asked]:
    """The questions of a set, asked."""
    with QUESTIONS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == which]
    return [asked(book, row) for row in rows]


def asked(book: PassageBook, row: dict[str, str]) -> Asked:
    """One question."""
    ranked, _question = book.features(row["question"])
    answer = book.ask(row["question"])
    kinds = {p.kind.value for f in answer.found[:1] for p in f.passages}
    return Asked(
        row["case"],
        row["question"],
        frozenset(filter(None, (row["programmes"] or "").split("|"))),
        row["kind"] or "",
        tuple(id_ for id_, _row in ranked[:3]),
        ranked[0][1] if ranked else None,
        row["kind"] in kinds,
    )


def fit(items: list[Asked]) -> ConfidenceModel:
    """A model of these questions; thresholds from probabilities of parts left out."""
    usable = [each for each in items if each.row is not None]
    probabilities = left_out(usable)
    right = np.array([each.is_right for each in usable])
    sure, likely = thresholds(probabilities, right, precision=PRECISION)
    return ConfidenceModel(weights_of(usable), sure, likely)


def weights_of(items: list[Asked]) -> tuple[float, ...]:
    """Fitted weights."""
    return fit_weights([e.row for e in items if e.row], [e.is_right for e in items])


def left_out(items: list[Asked]) -> np.ndarray:
    """Of each question its probability by a model that was fitted without its part."""
    found = np.zeros(len(items))
    for part in range(PARTS):
        weights = weights_of([e for at, e in enumerate(items) if at % PARTS != part])
        model = ConfidenceModel(weights, 1.0, 0.0)
        for at in range(part, len(items), PARTS):
            found[at] = model.probability(items[at].row)
    return found


def words_of(items: list[Asked], model: ConfidenceModel | None) -> list[Confidence]:
    """The word of each question: of the model, or cross-validated with its thresholds too."""
    if model is not None:
        return [model.word(e.row) if e.row else Confidence.UNSURE for e in items]
    words = [Confidence.UNSURE] * len(items)
    for part in range(PARTS):
        fitted = fit([e for at, e in enumerate(items) if at % PARTS != part])
        for at in range(part, len(items), PARTS):
            row = items[at].row
            words[at] = fitted.word(row) if row else Confidence.UNSURE
    return words


def figures(items: list[Asked], words: list[Confidence]) -> dict[str, object]:
    """Shares over a set."""
    good = [(e, w) for e, w in zip(items, words, strict=True) if e.wanted]
    none = [(e, w) for e, w in zip(items, words, strict=True) if not e.wanted]
    sure = [e for e, w in zip(items, words, strict=True) if w is Confidence.SURE]
    return {
        "answerable": len(good),
        "accuracy_at_1": share([e.is_right for e, _ in good]),
        "accuracy_at_3": share([bool(e.wanted & set(e.found)) for e, _ in good]),
        "passage_of_kind_shown": share([e.is_right and e.has_kind for e, _ in good]),
        "answerable_called_unsure": share([w is Confidence.UNSURE for _, w in good]),
        "unanswerable": len(none),
        "unanswerable_called_unsure": share([w is Confidence.UNSURE for _, w in none]),
        "unanswerable_called_sure": share([w is Confidence.SURE for _, w in none]),
        "sure": len(sure),
        "sure_and_right": share([e.is_right for e in sure]),
    }


def share(values: list[bool]) -> float:
    """How many of them hold."""
    return round(sum(values) / len(values), 3) if values else 0.0


def cost_ms(book: PassageBook, items: list[Asked]) -> float:
    """Median CPU milliseconds of a question."""
    spent = []
    for each in items:
        start = time.process_time()
        book.ask(each.text)
        spent.append(1000 * (time.process_time() - start))
    return round(statistics.median(spent), 2)


def write(model: ConfidenceModel, name: str) -> None:
    """Ships the model."""
    told = {
        "weights": list(model.weights),
        "sure_from": round(model.sure_from, 3),
        "likely_from": round(model.likely_from, 3),
    }
    (MODELS / name).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    shipped.cache_clear()


def over_offers(book: PassageBook, dev: list[Asked], held: list[Asked]) -> dict[str, object]:
    """Figures of the questions over offers; of those over programmes what offers say to them."""
    with offers_asked.shelf() as on:
        mine, others = offers_asked.ask_all(on, "dev"), offers_asked.ask_all(on, "held")
        more = [offers_asked.asked(on, each.text) for each in dev]
        more += offers_asked.near_misses(on, mine)
        if "--fit" in sys.argv:
            write(offers_asked.fit(mine, more), offers_asked.MODEL)
        model = shipped(offers_asked.MODEL)
        spent = []
        for each in mine:
            start = time.process_time()
            on.ask(each.text)
            spent.append(1000 * (time.process_time() - start))
        called = [
            each.text
            for each in (*dev, *held)
            if (row := offers_asked.asked(on, each.text).row)
            and offers_asked.word_of(model, row) is not Confidence.UNSURE
        ]
        words = offers_asked.words_of(mine, more, None)
        return {
            "offers": len(on.offers),
            "dev_cross_validated": offers_asked.figures(on, mine, words, book),
            "held_out": offers_asked.figures(
                on, others, offers_asked.words_of(others, [], model), book
            ),
            "programme_questions_that_offers_claim": called,
            "ask_cpu_ms_p50": round(statistics.median(spent), 2),
        }


def main() -> None:
    """Measures, and fits where asked to."""
    rulebook = load_rulebook(default_folder())
    start = time.process_time()
    book = book_of(rulebook, on=ON)
    build_ms = 1000 * (time.process_time() - start)
    dev, held = ask_all(book, "dev"), ask_all(book, "held")
    if "--fit" in sys.argv:
        write(fit(dev), "confidence.json")
    result = {
        "passages": len(book.passages),
        "build_cpu_ms": round(build_ms),
        "dev_cross_validated": figures(dev, words_of(dev, None)),
        "held_out": figures(held, words_of(held, shipped())),
        "ask_cpu_ms_p50": cost_ms(book, dev),
        "over_offers": over_offers(book, dev, held),
        "wrong": [
            f"{e.text} -> {e.found[:1]} wanted {sorted(e.wanted)}"
            for e in (*dev, *held)
            if e.wanted and not e.is_right
        ],
    }
    if "--errors" in sys.argv:
        words = words_of(dev, None) + words_of(held, shipped())
        result["calls"] = [
            f"{w}: {e.text} -> {e.found[:1]}"
            for e, w in zip((*dev, *held), words, strict=True)
            if bool(e.wanted) is (w is Confidence.UNSURE)
        ]  # fmt: skip
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
