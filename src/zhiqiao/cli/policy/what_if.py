"""`zhiqiao policy what-if`: who gains and who loses by other rules, facts or another day."""

from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.policy.loading import day_of, facts_of, named_table, rulebook_of, table_of
from zhiqiao.cli.policy.options import WhatIfRequest
from zhiqiao.cli.policy.showing import verdict_text, yuan
from zhiqiao.cli.policy.sweep import total
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.policy import Rulebook, Verdict, what_if
from zhiqiao.rulefiles.fact_files import read_fact_file
from zhiqiao.rulefiles.fact_tables import is_table
from zhiqiao.rulefiles.output import check_output, write_frames

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

PAIRS_SHOWN = 50
ONE_ID = "1"


def perform(request: WhatIfRequest) -> None:
    """Compares, prints, and writes where asked."""
    if request.output:
        check_output(request.output)
    overlay = overlay_of(request.overlay)
    if not (request.other or overlay or request.on_after is not None):
        message = tr("至少给 --with、--set、--on-after 之一。", "give --with, --set or --on-after.")
        raise typer.BadParameter(message, param_hint="'--with'")
    on = day_of(request.on)
    on_after = None
    if request.on_after is not None:
        on_after = day_of(request.on_after, option="--on-after")
    before = rulebook_of(request.folder)
    after = rulebook_of(request.other) if request.other else None
    table = _table_of(request.facts, before, after)
    with working(tr("比较", "Comparing")), named_table(request.facts):
        found = what_if(
            before, table, on=on, rules=after, overlay=overlay or None, on_after=on_after
        )
    frame = found.frame()
    if request.output:
        count = write_frames(request.output, lambda: [frame])
        note(
            tr(
                f"已写入 {request.output}：{count:,} 行",
                f"Wrote {count:,} rows to {request.output}",
            )
        )
    sums = summary_of(frame)
    if request.as_json:
        emit({"on": on.isoformat()} | sums | {"pairs": frame.to_dicts()})
    else:
        _show(frame, sums)


def overlay_of(given: list[str]) -> dict[str, object]:
    """The facts of `--set`, by name; an empty value makes a fact unknown.

    Raises:
        BadParameter: there is no equals sign, or no name before it.
    """
    found: dict[str, object] = {}
    for each in given:
        name, mark, value = each.partition("=")
        if not mark or not name.strip():
            message = tr(f"“{each}”应写成 事实=值。", f"“{each}” should be FACT=VALUE.")
            raise typer.BadParameter(message, param_hint="'--set'")
        found[name.strip()] = value.strip()
    return found


def _table_of(path: "Path", before: Rulebook, after: Rulebook | None) -> "pl.DataFrame":
    """The enterprises: those of a table, or the one of a file.

    Raises:
        PolicyError: the one enterprise's file names a fact that neither rule set knows.
    """
    if is_table(path):
        return table_of(path)
    import polars as pl

    given = read_fact_file(path)
    books = (before, after or before)
    known = {name for each in books for name in each.dictionary}
    known |= {fact.code for each in books for fact in each.dictionary.values()}
    if not set(given) <= known:
        facts_of(before, path)
    cells = {name: [_cell(value)] for name, value in given.items()}
    return pl.DataFrame({"enterprise": [ONE_ID]} | cells, strict=False)


def _cell(value: object) -> object:
    """A value of one enterprise as a cell of a table."""
    if isinstance(value, dict):
        return f"{value.get('自', '')}~{value.get('至', '')}"
    if isinstance(value, list):
        return [str(each) for each in value]
    return value if value is None or isinstance(value, bool) else str(value)


def change_of(before: str, after: str) -> str:
    """Whether a pair gained, lost, or changed otherwise."""
    if after == Verdict.MET != before:
        return "gained"
    return "lost" if before == Verdict.MET != after else "changed"


def summary_of(frame: "pl.DataFrame") -> dict[str, object]:
    """How many pairs gained and lost, and what that comes to."""
    import polars as pl

    was, is_now = pl.col("verdict_before") == "MET", pl.col("verdict_after") == "MET"
    before, after = total(frame["amount_before_fen"]), total(frame["amount_after_fen"])
    gained, lost = frame.filter(~was & is_now).height, frame.filter(was & ~is_now).height
    return {
        "gained": gained,
        "lost": lost,
        "changed": frame.height - gained - lost,
        "amount_before_fen": before,
        "amount_after_fen": after,
        "difference_fen": after - before,
    }


def _show(frame: "pl.DataFrame", sums: dict[str, object]) -> None:
    """Prints the first pairs, and the sums."""
    table = Table(expand=True)
    table.add_column(tr("企业", "Enterprise"), ratio=1)
    table.add_column(tr("事项", "Programme"), ratio=1)
    for heading in (tr("原结论", "Before"), tr("新结论", "After")):
        table.add_column(heading, no_wrap=True)
    for heading in (tr("原金额（元）", "Before (yuan)"), tr("新金额（元）", "After (yuan)")):
        table.add_column(heading, justify="right", no_wrap=True)
    for pair in frame.head(PAIRS_SHOWN).iter_rows(named=True):
        table.add_row(
            Wrapped(Text(pair["enterprise"])),
            Wrapped(Text(pair["programme"])),
            verdict_text(Verdict(pair["verdict_before"])),
            verdict_text(Verdict(pair["verdict_after"])),
            yuan(pair["amount_before_fen"]),
            yuan(pair["amount_after_fen"]),
        )
    if frame.height:
        stdout().print(table)
    if frame.height > PAIRS_SHOWN:
        more = frame.height - PAIRS_SHOWN
        note(tr(f"另有 {more:,} 对，用 --output 写成文件。", f"{more:,} more; use --output."))
    before, after = sums["amount_before_fen"], sums["amount_after_fen"]
    change = sums["difference_fen"]
    assert isinstance(before, int)  # noqa: S101 -- narrows
    assert isinstance(after, int)  # noqa: S101 -- narrows
    assert isinstance(change, int)  # noqa: S101 -- narrows
    stdout().print(
        tr(
            f"新增符合 {sums['gained']:,}，不再符合 {sums['lost']:,}，"
            f"其他变化 {sums['changed']:,}；"
            f"金额 {yuan(before)} 元 → {yuan(after)} 元（{yuan(change)} 元）",
            f"{sums['gained']:,} gained, {sums['lost']:,} lost, {sums['changed']:,} changed"
            f" otherwise; CNY {yuan(before)} → {yuan(after)} ({yuan(change)})",
        )
    )
