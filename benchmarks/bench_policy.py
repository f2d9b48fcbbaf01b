"""Prints what matching, sweeping, settling, explaining and compiling programmes cost.

    python benchmarks/bench_policy.py [number of enterprises]

OpenFisca is installed, by hashes, into an environment of its own under var/, and is given the
same rules and facts in the same run. The large sweep runs in a fresh process, which reads the
table from a file; its peak memory is that process's. CPU seconds count all threads.
"""

import gc
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np
import polars as pl

import enterprises
import many_programmes
import peer_job
from zhiqiao.policy import Rulebook, Verdict, assess_all, entitlements, settle, sweep
from zhiqiao.policy.columns import FactTable
from zhiqiao.policy.sweep import judged_parts

ROWS = 1_000_000
ON = date(2026, 6, 30)
TRIALS = 3
EXPLAINED = 100
ROOT = Path(__file__).resolve().parent.parent
PEER = Path(__file__).resolve().parent / "openfisca_peer"
MET_ONLY = frozenset({Verdict.MET})


def cpu_s() -> float:
    """CPU seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call returns, and the CPU seconds that it takes."""
    before = cpu_s()
    result = call()
    return result, cpu_s() - before


def in_child(*arguments: str) -> dict[str, Any]:
    """What a part of this file prints when a fresh process runs it."""
    command = [sys.executable, __file__, *arguments]
    child = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return json.loads(child.stdout)  # type: ignore[no-any-return]


def peer_python() -> Path:
    """The Python of the peer's environment, which is made if it is not there yet."""
    pinned = PEER / "requirements.txt"
    digest = hashlib.sha256(pinned.read_bytes()).hexdigest()[:12]
    folder = ROOT / "var" / "openfisca_peer" / digest
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        base = f"{sys.base_prefix}/bin/python3"
        _run(base, "-m", "venv", "--clear", "--without-pip", str(folder))
        install = ["install", "--quiet", "--require-hashes", "-r", str(pinned)]
        _run(base, "-m", "pip", "--python", str(python), *install)
        ready.touch()
    return python


def _run(*command: str) -> str:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return done.stdout


def matching(folder: Path) -> dict[str, Any]:
    """Our engine and OpenFisca on the same rules and facts."""
    rules, facts = peer_job.write(folder)
    ours = in_child("matching", str(rules), str(facts))
    try:
        peer = json.loads(_run(str(peer_python()), str(PEER / "job.py"), str(rules), str(facts)))
    except subprocess.CalledProcessError as error:
        peer = {"skipped": f"OpenFisca could not be installed or run: {error}"}
        return {"ours": _shown(ours), "openfisca": peer}
    differing = [each for each, count in peer["met"].items() if ours["met"][each] != count]
    speeds = [each["rule_evaluations_per_cpu_s"] for each in (ours, peer)]
    return {
        "rows": peer["rows"],
        "programmes": peer["programmes"],
        "million_rule_evaluations_per_cpu_s": {"ours": speeds[0], "openfisca": speeds[1]},
        "ratio": round(speeds[0] / speeds[1], 2),
        "programmes_that_differ": differing,
        "ours": _shown(ours),
        "openfisca": _shown(peer),
    }


def _shown(figures: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in figures.items() if key != "met"}


def match_ours(rules: str, facts: str) -> dict[str, Any]:
    """Our engine on the peer job: best of a few trials."""
    content = json.loads(Path(rules).read_text("utf-8"))
    rulebook = Rulebook.of(peer_job.programme_texts(content), peer_job.facts_text())
    with np.load(facts) as archive:
        columns = {name: archive[name] for name in archive.files}
    rows = len(next(iter(columns.values())))
    keys = pl.Series(enterprises.KEY, range(rows), dtype=pl.Int64).cast(pl.String)
    table = pl.DataFrame({enterprises.KEY: keys, **columns})
    # As for the peer: reading the columns is not counted, finding the pairs is.
    facts_table = FactTable.of(table, rulebook.dictionary, keys=frozenset((enterprises.KEY,)))
    trials = [timed(lambda: judged_parts(rulebook, facts_table, ON, MET_ONLY)) for _ in range(5)]
    best_s = min(seconds for _, seconds in trials)
    whole = [timed(lambda: sweep(rulebook, table, on=ON, keep=MET_ONLY)) for _ in range(3)]
    whole_s = min(seconds for _, seconds in whole)
    frame, frame_s = timed(whole[0][0].frame)
    counts = frame.group_by("programme").len()
    met = {each["id"]: 0 for each in content["programmes"]}
    met |= {str(name): count for name, count in counts.iter_rows()}
    return {
        "engine": "zhiqiao.policy sweep",
        "cpu_s": round(best_s, 4),
        "cpu_s_trials": [round(seconds, 4) for _, seconds in trials],
        "rule_evaluations_per_cpu_s": round(len(met) * rows / best_s / 1e6, 2),
        "with_reading_columns": round(len(met) * rows / whole_s / 1e6, 2),
        "with_pairs_as_table": round(len(met) * rows / (whole_s + frame_s) / 1e6, 2),
        "met": met,
    }


def rulebook_of(rows: int) -> Rulebook:
    """The large rulebook."""
    texts = many_programmes.programme_texts(rows=rows)
    return Rulebook.of(texts, many_programmes.facts_text())


def sweep_all(path: str) -> dict[str, Any]:
    """Sweep, exclusion, caps, ranking and budgets over a stored table."""
    table, reading_s = timed(lambda: pl.read_parquet(path))
    rulebook, compile_s = timed(lambda: rulebook_of(table.height))
    started = time.perf_counter()
    swept, sweep_s = timed(lambda: sweep(rulebook, table, on=ON, keep=MET_ONLY))
    entitled, entitling_s = timed(lambda: entitlements(swept))
    settlement, settle_s = timed(lambda: settle(entitled))
    settled, framing_s = timed(lambda: sum(frame.height for frame in settlement.frames()))
    wall_s = time.perf_counter() - started
    total_s = sweep_s + entitling_s + settle_s + framing_s
    return {
        "rows": table.height,
        "programmes": len(rulebook.programmes),
        "met_pairs": sum(len(rows) for rows in entitled.rows),
        "settled_pairs": settled,
        "cpu_s": round(total_s, 2),
        "sweep_cpu_s": round(sweep_s + entitling_s, 2),
        "settle_cpu_s": round(settle_s + framing_s, 2),
        "cpu_s_with_reading": round(total_s + reading_s, 2),
        "wall_s": round(wall_s, 2),
        "compile_cpu_s": round(compile_s, 2),
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def explain() -> dict[str, Any]:
    """One enterprise against all programmes, with structured findings, then with sentences."""
    from zhiqiao.policy.explain import findings
    from zhiqiao.policy.sentences import sentence, summary

    rulebook = rulebook_of(ROWS)
    table = enterprises.table(EXPLAINED, seed=2)
    rows = [{k: v for k, v in row.items() if v is not None} for row in table.iter_rows(named=True)]
    # As a server does once it has loaded: what stays is not looked through again and again.
    gc.collect()
    gc.freeze()

    def explained(row: dict[str, Any]) -> list[Any]:
        facts = rulebook.read(row)
        found = assess_all(rulebook, facts, on=ON)
        return [(each, findings(each, rulebook.dictionary)) for each in found]

    def worded(row: dict[str, Any]) -> list[str]:
        found = explained(row)
        leaves = [sentence(finding) for _, each in found for finding in each]
        return leaves + [summary(each) for each, _ in found]

    def times(work: Callable[[dict[str, Any]], Any]) -> list[float]:
        taken = []
        for row in [rows[0], *rows]:
            start = time.perf_counter()
            work(row)
            taken.append(time.perf_counter() - start)
        return taken[1:]

    judged = times(lambda row: assess_all(rulebook, rulebook.read(row), on=ON))
    structured = times(explained)
    sentences = times(worded)
    return {
        "programmes": len(rulebook.programmes),
        "enterprises": len(rows),
        "judged_ms": spread(judged),
        "structured_ms": spread(structured),
        "with_every_sentence_ms": spread(sentences),
    }


def spread(times_s: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    cuts = quantiles((each * 1000 for each in times_s), n=20)
    return {"p50": round(cuts[9], 2), "p95": round(cuts[18], 2)}


def compiling() -> dict[str, Any]:
    """From text to a rulebook, best of a few trials."""
    texts = many_programmes.programme_texts()
    facts = many_programmes.facts_text()
    trials = [timed(lambda: Rulebook.of(texts, facts))[1] for _ in range(TRIALS)]
    return {
        "programmes": len(texts),
        "characters": sum(map(len, texts.values())),
        "cpu_s": round(min(trials), 3),
    }


def measure(rows: int) -> dict[str, Any]:
    """All figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        table = folder / "enterprises.parquet"
        in_child("table", str(table), str(rows))
        return {
            "benchmark": "policy",
            "compile": in_child("compile"),
            "explain": in_child("explain"),
            "matching_alone": matching(folder),
            "sweep": in_child("sweep", str(table)),
        }


def make_table(path: str, rows: str) -> dict[str, Any]:
    """Writes the table that the sweep reads."""
    enterprises.table(int(rows)).write_parquet(path, compression="zstd")
    return {"bytes": Path(path).stat().st_size}


PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    "table": make_table,
    "compile": compiling,
    "explain": explain,
    "matching": match_ours,
    "sweep": sweep_all,
}


def main(arguments: Sequence[str]) -> None:
    """Measures and prints."""
    if arguments and arguments[0] in PARTS:
        print(json.dumps(PARTS[arguments[0]](*arguments[1:])))
        return
    rows = int(arguments[0]) if arguments else ROWS
    print(json.dumps(measure(rows), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
