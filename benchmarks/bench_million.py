"""Prints what one need against a million offers costs, all stages, and what building them cost.

Offers recombine the parts of real texts, the same ones in every run. A search is what a page
does: encode the need, retrieve by words, character pairs and vectors, read two hundred offers
from SQLite, rank them and explain the top 20. It runs in a fresh process, whose peak memory
is reported.

    python benchmarks/bench_million.py [number of offers] [folder to keep the index in] [encoder]

With e5, the slow encoder, offers get vectors drawn from a pool of real ones: what a search costs
does not depend on which they are, and building is not measured. Queries are encoded for real, each
once.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from zlib import crc32

import numpy as np
import numpy.typing as npt

from texts import real_texts, recombined
from zhiqiao.common import ZhiqiaoError
from zhiqiao.index import (
    Document,
    TextIndex,
    find_offers,
    load_encoder,
    load_model,
    load_rarity,
)
from zhiqiao.matching import Lens
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.values import Need, Offer

Floats = npt.NDArray[np.float32]
COUNT = 1_000_000
TRIALS = 200
POOL, MOVED = 300, 0.02
TOP = 20


def cpu_s() -> float:
    """CPU seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def stored(path: Path, documents: Iterator[Document]) -> None:
    """Writes the records that a catalogue would hold."""
    with sqlite3.connect(path) as base:
        base.execute(
            "CREATE TABLE offer (id TEXT PRIMARY KEY, title TEXT, text TEXT) WITHOUT ROWID"
        )
        rows = ((one.id, one.title, one.text) for one in documents)
        base.executemany("INSERT INTO offer VALUES (?, ?, ?)", rows)


def read(path: Path) -> Iterator[Document]:
    """The records, as documents."""
    with sqlite3.connect(path) as base:
        for row in base.execute("SELECT id, title, text FROM offer"):
            yield Document(*row)


class Pooled:
    """An encoder whose passages get one of `POOL` real vectors, moved a little, by their text."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self.name, self.dim, self.digest = encoder.name, encoder.dim, encoder.digest
        self.encode_queries = encoder.encode_queries
        self._pool = encoder.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Unit-norm rows (n_texts, dim) float32."""
        seeds = [crc32(text.encode()) for text in texts]
        moved = [np.random.default_rng(seed).normal(0, MOVED, self.dim) for seed in seeds]
        rows = self._pool[[seed % len(self._pool) for seed in seeds]] + np.stack(moved)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def builder(name: str) -> Encoder:
    """What encodes the offers."""
    encoder = load_encoder(name)
    if name == "static":
        return encoder
    return Pooled(encoder, [f"{title}。{text[:60]}" for title, text in real_texts()[1][:POOL]])


def build(folder: Path, count: int, name: str) -> dict[str, object]:
    """Builds the index of the stored offers and returns what it cost beyond reading them."""
    encoder = builder(name)
    encoder.encode_passages(["预热"])
    before = cpu_s()
    length = sum(len(one.title) + len(one.text) for one in read(folder / "offers.sqlite"))
    reading, start = cpu_s() - before, time.monotonic()
    before = cpu_s()
    index = TextIndex.open(
        folder / "index", encoder=encoder, source=lambda: read(folder / "offers.sqlite")
    )
    seconds = cpu_s() - before - reading
    state = index.state()
    if name != "static":
        return {"vectors": f"pool of {POOL}", "kind": state["kind"]}
    return {
        "characters_per_offer": round(length / count, 1),
        "build_cpu_s": round(seconds, 1),
        "build_wall_s": round(time.monotonic() - start, 1),
        "documents_per_cpu_s": round(count / seconds),
        "bytes_per_document": round(state["bytes"] / count),
        "kind": state["kind"],
        "lists_visited": state["lists_visited"],
    }


def needs(texts: Sequence[tuple[str, str]]) -> list[Need]:
    """Needs as long as real ones: a title and about 200 characters."""
    step = max(1, len(texts) // TRIALS)
    return [Need(f"n{at}", title, text[:200]) for at, (title, text) in enumerate(texts[::step])]


def search(folder: Path, name: str) -> dict[str, object]:
    """Searches for every need and returns times in ms and the peak memory in MiB."""
    encoder, source = load_encoder(name), folder / "offers.sqlite"
    start = time.monotonic()
    index = TextIndex.open(folder / "index", encoder=encoder, source=lambda: read(source))
    opened_s = time.monotonic() - start
    base = sqlite3.connect(source)

    def offers(ids: Sequence[str]) -> list[Offer]:
        marks = ",".join("?" * len(ids))
        sql = f"SELECT id, title, text FROM offer WHERE id IN ({marks})"  # noqa: S608 - only marks
        return [Offer(*row) for row in base.execute(sql, list(ids))]

    asked = needs(real_texts()[1])[:TRIALS]
    index.search("预热", "")
    retrieval = [
        timed_ms(lambda need=need: index.search(need.title, need.text)) for need in asked[::2]
    ]
    figures: dict[str, object] = {"open_s": round(opened_s, 2), "retrieval_ms": spread(retrieval)}
    try:
        model, lens = load_model(name), Lens(rarity=load_rarity(), encoder=encoder)
    except (ZhiqiaoError, OSError):
        figures["all_stages_ms"] = "skipped: no ranking model is shipped"
    else:
        whole = [
            timed_ms(
                lambda need=need: find_offers(
                    need, index=index, offers=offers, model=model, lens=lens, top=TOP
                )
            )
            for need in asked[1::2]
        ]
        figures["all_stages_ms"] = spread(whole)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return figures | {"needs": len(asked), "peak_memory_mib": round(peak_kib / 1024)}


def timed_ms(call: Callable[[], object]) -> float:
    """Milliseconds of wall time that a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def spread(times_ms: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    cuts = quantiles(times_ms, n=20)
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}


def measure(folder: Path, count: int, name: str) -> dict[str, object]:
    """Builds what is missing, then searches in a process of its own."""
    source, texts = real_texts()
    if not texts:
        return {"skipped": "no texts to index"}
    figures: dict[str, object] = {"benchmark": "million", "texts": source, "offers": count}
    figures["encoder"] = name
    if not (folder / "offers.sqlite").exists():
        stored(folder / "offers.sqlite", recombined(count, texts))
    if not (folder / "index").exists():
        figures |= build(folder, count, name)
    command = [sys.executable, __file__, "search", str(folder), name]
    child = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return figures | json.loads(child.stdout)


def main(arguments: Sequence[str]) -> None:
    """Measures and prints."""
    if arguments[:1] == ["search"]:
        print(json.dumps(search(Path(arguments[1]), arguments[2])))
        return
    count = int(arguments[0]) if arguments else COUNT
    name = arguments[2] if arguments[2:] else "static"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[1]) if arguments[1:] else Path(scratch)
        folder.mkdir(exist_ok=True)
        print(json.dumps(measure(folder, count, name), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
