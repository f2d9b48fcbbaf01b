"""Matches and diagnoses as a person reads them in a terminal."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import note, stdout
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.matching.values import Match, Need, Offer, ReasonKind, Relevance

NEEDS_SHOWN = 20
QUOTE_CHARS = 40
STYLES = {
    Relevance.STRONG: "bold green",
    Relevance.FAIR: "green",
    Relevance.WEAK: "yellow",
    Relevance.UNRELATED: "dim",
}


def show_matches(
    matches: Sequence[Match], needs: Mapping[str, Need], offers: Mapping[str, Offer]
) -> None:
    """Prints a table for each of the first needs."""
    groups = [(key, list(found)) for key, found in groupby(matches, key=lambda m: m.need_id)]
    for need_id, found in groups[:NEEDS_SHOWN]:
        stdout().print()
        stdout().print(Wrapped(_heading(needs[need_id])))
        stdout().print(_table(found, offers))
    if not groups:
        note(tr("没有找到匹配。", "No matches were found."))
    if len(groups) > NEEDS_SHOWN:
        more = len(groups) - NEEDS_SHOWN
        note(
            tr(
                f"另有 {more} 条需求未显示，用 --output 写成文件查看。",
                f"{more} more needs are not shown; write them to a file with --output.",
            )
        )


def _heading(need: Need) -> Text:
    """The need above its table."""
    return Text.assemble((tr("需求 ", "Need "), "dim"), (need.id, "dim"), " ", (need.title, "bold"))


def _table(matches: Sequence[Match], offers: Mapping[str, Offer]) -> Table:
    """One row a match."""
    table = Table(expand=True, show_lines=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(tr("成果", "Offer"), ratio=3)
    table.add_column(tr("等级", "Grade"), no_wrap=True)
    table.add_column(tr("概率", "P(≥3)"), justify="right", no_wrap=True)
    table.add_column(tr("理由与原文", "Reason and evidence"), ratio=4)
    for match in matches:
        offer = offers[match.offer_id]
        title = Text.assemble(offer.title, ("\n" + offer.id, "dim"))
        probability = Text(f"{match.probability:.0%}")
        table.add_row(
            str(match.rank), Wrapped(title), _grade(match), probability, Wrapped(_why(match))
        )
    return table


def _grade(match: Match) -> Text:
    """The grade, and the mark of a recommended one below it."""
    label = tr(match.relevance.label, match.relevance.name.lower())
    grade = Text(label, style=STYLES[match.relevance])
    if match.recommended:
        grade.append("\n" + tr("推荐", "recommended"), style="bold reverse green")
    return grade


def _why(match: Match) -> Text:
    """The best reason, and the strongest pair of quotations that it does not give already."""
    favouring = [reason for reason in match.reasons if reason.favours] or match.reasons
    why = Text()
    said = ""
    if favouring:
        said = favouring[0].chinese if language() == "zh" else favouring[0].english
        why.append(said)
    pairs = [pair for pair in match.evidence if pair.kind is not ReasonKind.SCENE]
    for pair in pairs:
        if pair.need.text not in said:
            quoted = f"「{_short(pair.need.text)}」 ↔ 「{_short(pair.offer.text)}」"
            why.append(f"\n{quoted}", style="dim")
            break
    return why


def _short(text: str) -> str:
    """A quotation on one line."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_CHARS else f"{line[:QUOTE_CHARS]}…"
