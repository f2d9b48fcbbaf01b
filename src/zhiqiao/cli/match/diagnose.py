"""`zhiqiao match diagnose`: how answerable a need is, and what to ask."""

from dataclasses import asdict
from datetime import date
from typing import Any

from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.match.loading import needs_of
from zhiqiao.cli.match.requests import DiagnoseRequest
from zhiqiao.cli.output import emit, stdout
from zhiqiao.matching import Diagnosis, diagnose
from zhiqiao.matching.values import Need

LEVELS = {
    "good": (tr("清楚", "good"), "bold green"),
    "fair": (tr("一般", "fair"), "bold yellow"),
    "poor": (tr("不清楚", "poor"), "bold red"),
}
BAR = 10


def perform(request: DiagnoseRequest) -> None:
    """Diagnoses and prints."""
    typed = Need(id="1", title=request.title, text=request.text)
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
    return {"id": need.id, "title": need.title} | asdict(diagnosis)


def _show(need: Need, diagnosis: Diagnosis) -> None:
    """Prints one diagnosis."""
    label, style = LEVELS[diagnosis.level]
    score = f" {diagnosis.quality:.0%}"
    stdout().print(
        Text.assemble(
            "\n", (need.id, "dim"), " ", (need.title, "bold"), "  ", (label + score, style)
        )
    )
    for facet in diagnosis.facets:
        filled = round(facet.score * BAR)
        bar = "█" * filled + "░" * (BAR - filled)
        stdout().print(
            Text.assemble("  ", (bar, "cyan"), f" {facet.label}", (f"  {facet.note}", "dim"))
        )
    if diagnosis.constraints:
        quoted = tr("、", ", ").join(constraint.span.text for constraint in diagnosis.constraints)
        stdout().print(Text(tr("  指标与约束：", "  Constraints: ") + quoted))
    for question in diagnosis.questions:
        asked = question.chinese if language() == "zh" else question.english
        stdout().print(Text.assemble(("  ? ", "bold magenta"), asked))
