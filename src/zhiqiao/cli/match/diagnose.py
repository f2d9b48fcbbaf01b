"""`zhiqiao match diagnose`: how answerable a need is, and what to ask."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import tr
from zhiqiao.cli.match.loading import needs_of
from zhiqiao.cli.match.requests import DiagnoseRequest
from zhiqiao.cli.output import emit, stdout
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.matching import Diagnosis, diagnose
from zhiqiao.matching.values import Need

LEVELS = {
    "good": (tr("描述完整", "good"), "bold green"),
    "fair": (tr("基本可用", "fair"), "bold yellow"),
    "poor": (tr("需要补充", "poor"), "bold red"),
}
BAR = 10


def perform(request: DiagnoseRequest) -> None:
    """Diagnoses and prints."""
    typed = Need(id="", title=request.title, text=request.text)
    needs = needs_of(request.needs) if request.needs else (typed,)
    today = date.today()  # noqa: DTZ011 -- the person's own day
    found = [(need, diagnose(need, on=today)) for need in needs]
    if request.as_json:
        emit({"needs": [_object(need, diagnosis) for need, diagnosis in found]})
        return
    for need, diagnosis in found:
        _show(need, diagnosis)


def _object(need: Need, diagnosis: Diagnosis) -> dict[str, Any]:
    """What `--json` prints for one need."""
    plain = asdict(diagnosis)
    facets = [facet.pop("kind") | facet for facet in plain["facets"]]
    return {"id": need.id, "title": need.title} | plain | {"facets": facets}


def _show(need: Need, diagnosis: Diagnosis) -> None:
    """Prints one diagnosis."""
    label, style = LEVELS[diagnosis.level]
    level = (f"  {label} {diagnosis.quality:.0%}", style)
    stdout().print()
    stdout().print(Wrapped(Text.assemble((f"{need.id} ", "dim"), (need.title, "bold"), level)))
    stdout().print(_facets(diagnosis))
    found = [constraint.label for constraint in diagnosis.constraints]
    if found:
        stdout().print(_listed(tr("指标与约束", "Constraints"), [tr("；", "; ").join(found)]))
    asked = [tr(question.chinese, question.english) for question in diagnosis.questions]
    if asked:
        stdout().print(_listed(tr("可以追问", "Questions to ask"), asked))


def _facets(diagnosis: Diagnosis) -> Table:
    """A bar for each facet, and what was found."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    for facet in diagnosis.facets:
        filled = round(facet.score * BAR)
        bar = Text("█" * filled + "░" * (BAR - filled), style="cyan")
        grid.add_row(
            " ",
            bar,
            tr(facet.label, facet.english),
            Text(tr(facet.note, facet.note_english), style="dim"),
        )
    return grid


def _listed(heading: str, lines: Sequence[str]) -> Table:
    """Lines under a heading, each with a hanging indent."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(" ", Text("▸", style="bold magenta"), Text(heading, style="bold"))
    for line in lines:
        grid.add_row(" ", " ", Wrapped(Text(line)))
    return grid
