"""Reading the files of a call, with what a person should know about them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import typer

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import note, working
from zhiqiao.matching import Judged
from zhiqiao.matching.latent.values import Fact
from zhiqiao.matching.values import Need, Offer
from zhiqiao.tables import Table, read_judgements, read_needs, read_offers, read_patents

T = TypeVar("T")


def needs_of(path: Path) -> tuple[Need, ...]:
    """The needs of a file, or a TableError with every row's error."""
    return _load(read_needs, path)


def offers_of(path: Path) -> tuple[Offer, ...]:
    """The offers of a file, or a TableError with every row's error."""
    return _load(read_offers, path)


def judged_of(needs: Path | None, offers: Path | None, judgements: Path | None) -> Judged:
    """Needs, offers and people's judgements of their pairs, from three files.

    Raises:
        BadParameter: one of the files is not given.
    """
    if not (needs and offers and judgements):
        given = {"--needs": needs, "--offers": offers, "--judgements": judgements}
        missing = next(name for name, path in given.items() if not path)
        raise typer.BadParameter(
            tr("评测要用这个文件，请给出。", "give this file; it is needed to measure."),
            param_hint=f"'{missing}'",
        )
    found = Judged(needs_of(needs), offers_of(offers), _load(read_judgements, judgements))
    pairs = {(judgement.need_id, judgement.offer_id) for judgement in found.judgements}
    again = len(found.judgements) - len(pairs)
    if again:
        note(
            tr(
                f"{judgements}：{again:,} 行重复评价同一对，以最后一行为准",
                f"{judgements}: {again:,} rows judge a pair again; the last one counts",
            )
        )
    return found


def patents_of(path: Path) -> list[tuple[Fact, Mapping[str, str]]]:
    """The patents of a file, each with its `assignee` and `industry`."""
    kept: list[Table[Fact]] = []

    def keeping(source: Path) -> Table[Fact]:
        kept.append(read_patents(source))
        return kept[0]

    rows = _load(keeping, path)
    return list(zip(rows, kept[0].extras, strict=True))


def _load(read: Callable[[Path], Table[T]], path: Path) -> tuple[T, ...]:
    """The rows; what was left unread is said."""
    with working(tr(f"读取 {path} ……", f"Reading {path} …")):
        table = read(path)
    if table.unknown_columns:
        names = "、".join(table.unknown_columns)
        note(tr(f"{path}：未使用的列 {names}", f"{path}: columns not used: {names}"))
    if table.unread_sheets:
        names = "、".join(table.unread_sheets)
        note(tr(f"{path}：只读第一张表，未读 {names}", f"{path}: sheets not read: {names}"))
    return table.require()
