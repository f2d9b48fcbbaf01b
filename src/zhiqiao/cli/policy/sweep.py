"""`zhiqiao policy sweep`: every programme for every enterprise of a table."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.policy.loading import day_of, named_table, rulebook_of, table_of
from zhiqiao.cli.policy.options import SweepRequest
from zhiqiao.cli.policy.showing import verdict_word, yuan
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.policy import Rulebook, Sweep, Verdict, entitlements, settle, sweep
from zhiqiao.policy.settle import settled_frames
from zhiqiao.policy.values import VERDICT_WORDS
from zhiqiao.rulefiles.output import check_output, write_frames

if TYPE_CHECKING:
    import polars as pl

IGNORED_SHOWN = 20
NAME_WIDTH_MIN = 8


@dataclass
class Tally:
    """What one programme came to."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    amount_fen: int = 0
    granted_fen: int = 0

    def take(self, frame: "pl.DataFrame") -> None:
        """Adds the pairs of a frame."""
        for verdict, count in frame["verdict"].value_counts().iter_rows():
            self.verdicts[Verdict(verdict)] += count
        self.amount_fen += total(frame["amount_fen"])
        if "granted_fen" in frame.columns:
            self.granted_fen += total(frame["granted_fen"])


def total(amounts: "pl.Series") -> int:
    """The sum of whole numbers, also where it is beyond 64 bits."""
    import polars as pl

    return int(amounts.cast(pl.Int128).sum() or 0)


def perform(request: SweepRequest) -> None:
    """Sweeps, writes and sums up."""
    check_output(request.output)
    refuse_overwriting(request.facts, request.output)
    keep = verdicts_of(request.only)
    on = day_of(request.on)
    rulebook = rulebook_of(request.folder)
    table = table_of(request.facts)
    with working(tr("判定", "Judging")), named_table(request.facts):
        found = sweep(rulebook, table, on=on, keep=keep, id_column=request.id_column)
    _tell_ignored(found)
    tallies: dict[str, Tally] = {each.id: Tally() for each in rulebook.programmes}
    frames = _frames(found, is_settled=request.is_settled)
    with working(tr("写出", "Writing")):
        count = write_frames(request.output, lambda: _tallied(frames(), tallies))
    note(tr(f"已写入 {request.output}：{count:,} 行", f"Wrote {count:,} rows to {request.output}"))
    if request.as_json:
        emit(_result(request, found, tallies, count))
    else:
        _show(rulebook, tallies, is_settled=request.is_settled)


def refuse_overwriting(facts: Path, output: Path) -> None:
    """Nothing, unless the result would replace the facts that it is made of.

    Raises:
        BadParameter: the two are one file.
    """
    if output.exists() and output.samefile(facts):
        message = tr(
            "结果不能写到企业数据那个文件里，请换一个文件名。",
            "the result would replace the facts themselves; name another file.",
        )
        raise typer.BadParameter(message, param_hint="'--output'")


def verdicts_of(only: str | None) -> frozenset[Verdict] | None:
    """The verdicts named, in either language; None is all.

    Raises:
        BadParameter: some word is no verdict.
    """
    if only is None:
        return None
    words = {word: verdict for verdict, word in VERDICT_WORDS.items()}
    words |= {verdict.value.lower(): verdict for verdict in Verdict}
    found = set()
    for each in only.replace("，", ",").replace("、", ",").split(","):
        word = each.strip().lower().replace("-", "_")
        if word not in words:
            known = ", ".join(words)
            message = tr(f"没有结论“{each}”，可选 {known}。", f"no verdict “{each}”; use {known}.")
            raise typer.BadParameter(message, param_hint="'--only'")
        found.add(words[word])
    return frozenset(found)


def _frames(found: Sweep, *, is_settled: bool) -> "Callable[[], Iterable[pl.DataFrame]]":
    """What gives the frames to write, one for each programme."""
    if not is_settled:
        return lambda: _never_none(found)
    with working(tr("结算", "Settling")):
        settled = settle(entitlements(found))

    def joined() -> "Iterator[pl.DataFrame]":
        is_empty = True
        for frame in settled_frames(found, settled):
            is_empty = False
            yield frame
        if is_empty:
            empty = settled.frame().select("granted_fen", "reason").clear()
            yield found.frame().hstack(empty)

    return joined


def _never_none(found: Sweep) -> "Iterator[pl.DataFrame]":
    """The frames of a sweep; an empty one where it kept nothing."""
    is_empty = True
    for frame in found.frames():
        is_empty = False
        yield frame
    if is_empty:
        yield found.frame()


def _tallied(
    frames: "Iterable[pl.DataFrame]", tallies: dict[str, Tally]
) -> "Iterator[pl.DataFrame]":
    """The frames, counted as they pass; a second passing counts anew."""
    tallies.update({id_: Tally() for id_ in tallies})
    for frame in frames:
        if frame.height:
            tallies[frame["programme"][0]].take(frame)
        yield frame


def _tell_ignored(found: Sweep) -> None:
    """Names the columns that no rule can use."""
    names = "、".join(found.ignored_columns[:IGNORED_SHOWN])
    if names:
        more = " …" if len(found.ignored_columns) > IGNORED_SHOWN else ""
        note(tr(f"未使用的列 {names}{more}", f"Columns not used: {names}{more}"))


def _result(
    request: SweepRequest, found: Sweep, tallies: dict[str, Tally], count: int
) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "on": found.on.isoformat(),
        "enterprises": len(found.enterprises),
        "output": str(request.output),
        "rows": count,
        "ignored_columns": list(found.ignored_columns),
        "programmes": [
            {
                "programme": id_,
                "verdicts": {verdict.value: tally.verdicts[verdict] for verdict in Verdict},
                "amount_fen": tally.amount_fen,
            }
            | ({"granted_fen": tally.granted_fen} if request.is_settled else {})
            for id_, tally in tallies.items()
        ],
    }


def _show(rulebook: Rulebook, tallies: dict[str, Tally], *, is_settled: bool) -> None:
    """Prints how many and how much, by programme."""
    shown = [each for each in Verdict if any(tally.verdicts[each] for tally in tallies.values())]
    table = Table()
    table.add_column(tr("事项", "Programme"), min_width=NAME_WIDTH_MIN)
    for verdict in shown:
        table.add_column(verdict_word(verdict), justify="right")
    table.add_column(tr("金额（元）", "Amount (yuan)"), justify="right")
    if is_settled:
        table.add_column(tr("兑现（元）", "Granted (yuan)"), justify="right")
    for programme in rulebook.programmes:
        tally = tallies[programme.id]
        counts = [f"{tally.verdicts[verdict]:,}" for verdict in shown]
        sums = [yuan(tally.amount_fen), *([yuan(tally.granted_fen)] if is_settled else [])]
        name = Text.assemble(programme.name, (f"\n{programme.id}", "dim"))
        table.add_row(Wrapped(name), *counts, *sums)
    stdout().print(table)
