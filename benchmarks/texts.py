"""Realistic offers for benchmarks: real papers where they are at hand, else the demo city."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from zhiqiao.index import Document

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT.parent / "shared/data/papers/csl_devtest_2000.jsonl"
DEMO = ROOT / "src/zhiqiao/web/demo/city"
SENTENCE_END = "。;；."


def real_texts() -> tuple[str, list[tuple[str, str]]]:
    """Where the texts are from, and (title, text) of each."""
    if PAPERS.exists():
        rows = [json.loads(line) for line in PAPERS.read_text("utf-8").splitlines()]
        return "2,000 papers", [(row["title"], row["abstract"]) for row in rows]
    rows = [
        json.loads(line)
        for path in sorted(DEMO.glob("*/offers.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return "demo city", [(row["title"], row["text"]) for row in rows]


def recombined(
    count: int, texts: list[tuple[str, str]], *, titles_only: bool = False
) -> Iterator[Document]:
    """`count` documents: titles of two real ones' parts, texts of real sentences.

    Titles have 12 to 28 characters, texts 150 to 200.
    """
    draw = random.Random(20261122)  # noqa: S311 - repeatable, not secret
    titles = [title for title, _ in texts]
    sentences = [piece for _, text in texts for piece in _sentences(text)]
    for number in range(count):
        one, other = draw.choice(titles), draw.choice(titles)
        cut_one, cut_other = draw.randint(6, 14), draw.randint(6, 14)
        title = one[:cut_one] + other[-cut_other:]
        text = "" if titles_only else _text(draw, sentences)
        yield Document(f"o{number:07}", title, text)


def _text(draw: random.Random, sentences: list[str]) -> str:
    text = ""
    while len(text) < 150:
        text += draw.choice(sentences)
    return text[:200]


def _sentences(text: str) -> list[str]:
    for end in SENTENCE_END[1:]:
        text = text.replace(end, SENTENCE_END[0])
    return [piece + SENTENCE_END[0] for piece in text.split(SENTENCE_END[0]) if len(piece) > 8]
