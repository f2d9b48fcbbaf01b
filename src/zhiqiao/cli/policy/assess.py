"""`zhiqiao policy assess`: one enterprise by every programme."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, note, stdout
from zhiqiao.cli.policy.loading import day_of, facts_of, programme_of, rulebook_of
from zhiqiao.cli.policy.objects import assessment_object
from zhiqiao.cli.policy.options import OneRequest
from zhiqiao.cli.policy.showing import finding_line, to_verify, verdict_text
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.policy import Assessment, Rulebook, Verdict, assess_all
from zhiqiao.policy.explain import findings
from zhiqiao.policy.showing import money

ORDER = (Verdict.MET, Verdict.MANUAL, Verdict.UNKNOWN, Verdict.UNMET, Verdict.NOT_APPLICABLE)


def perform(request: OneRequest, programmes: Sequence[str]) -> None:
    """Judges and prints."""
    on = day_of(request.on)
    rulebook = rulebook_of(request.folder)
    wanted = {programme_of(rulebook, each).id for each in programmes}
    known = facts_of(rulebook, request.facts)
    every = assess_all(rulebook, known, on=on)
    found = [each for each in every if not wanted or each.programme.id in wanted]
    if request.as_json:
        objects = [assessment_object(each, rulebook) for each in found]
        emit({"on": on.isoformat(), "assessments": objects})
        return
    found.sort(key=lambda each: (ORDER.index(each.verdict), each.programme.id))
    stdout().print(_table(found))
    for each in found:
        if each.verdict is not Verdict.NOT_APPLICABLE:
            _show_clauses(each, rulebook)
    if any(each.version and each.version.to_verify for each in found):
        note(to_verify())


def _table(found: Sequence[Assessment]) -> Table:
    """One row a programme."""
    table = Table(expand=True)
    table.add_column(tr("事项", "Programme"), ratio=3)
    table.add_column(tr("结论", "Verdict"), no_wrap=True)
    table.add_column(tr("金额", "Amount"), justify="right", no_wrap=True)
    table.add_column(tr("还缺的事实", "Missing facts"), ratio=2)
    for each in found:
        mark = " *" if each.version and each.version.to_verify else ""
        name = Text.assemble(each.programme.name, mark, (f"\n{each.programme.id}", "dim"))
        missing = Text("、".join(each.missing))
        table.add_row(Wrapped(name), verdict_text(each.verdict), amount_of(each), Wrapped(missing))
    return table


def amount_of(assessment: Assessment) -> str:
    """What is due, or the most that can be."""
    spoken = language()
    if assessment.amount_fen is not None:
        return money(assessment.amount_fen, spoken)
    is_open = assessment.verdict in (Verdict.UNKNOWN, Verdict.MANUAL)
    if assessment.bound_fen is None or not (is_open or assessment.verdict is Verdict.MET):
        return ""
    most = money(assessment.bound_fen, spoken)
    return tr(f"至多 {most}", f"at most {most}")


def _show_clauses(assessment: Assessment, rulebook: Rulebook) -> None:
    """Prints a line for each clause."""
    stdout().print()
    heading = Text.assemble((assessment.programme.name, "bold"), "  ")
    stdout().print(Wrapped(heading + verdict_text(assessment.verdict)))
    for each in findings(assessment, rulebook.dictionary):
        stdout().print(Wrapped(finding_line(each)))
