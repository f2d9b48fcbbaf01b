"""`zhiqiao policy explain`: one programme for one enterprise, at full length."""

from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, stdout
from zhiqiao.cli.policy.loading import day_of, facts_of, programme_of, rulebook_of
from zhiqiao.cli.policy.objects import assessment_object
from zhiqiao.cli.policy.options import OneRequest
from zhiqiao.cli.policy.showing import MARKS, state_of, to_verify, verdict_text
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.policy import Assessment, Rulebook, assess
from zhiqiao.policy.explain import findings, gap, have
from zhiqiao.policy.sentences import summary
from zhiqiao.policy.values import Citation
from zhiqiao.policy.working import worked


def perform(request: OneRequest, programme_id: str) -> None:
    """Explains and prints."""
    on = day_of(request.on)
    rulebook = rulebook_of(request.folder)
    programme = programme_of(rulebook, programme_id)
    found = assess(programme, facts_of(rulebook, request.facts), on=on)
    if request.as_json:
        emit({"on": on.isoformat()} | assessment_object(found, rulebook))
        return
    heading = Text.assemble((programme.name, "bold"), (f" {programme.id}  ", "dim"))
    stdout().print(Wrapped(heading + verdict_text(found.verdict)))
    stdout().print(Wrapped(Text(summary(found, language()))))
    if found.version is None:
        return
    stdout().print(_clauses(found, rulebook))
    _show_amount(found, rulebook)
    _show_source(found)


def _clauses(found: Assessment, rulebook: Rulebook) -> Table:
    """Every clause: what is wanted, what there is, what lacks, where it is written."""
    spoken = language()
    table = Table(expand=True, show_lines=True)
    table.add_column("", no_wrap=True)
    for heading in (
        tr("条款", "Clause"),
        tr("要求", "Wanted"),
        tr("现有", "Has"),
        tr("差距", "Gap"),
    ):
        table.add_column(heading, ratio=2)
    for each in findings(found, rulebook.dictionary):
        mark, style = MARKS[state_of(each)]
        missing = "、".join(each.missing)
        lacking = tr(f"还缺 {missing}", f"missing {missing}") if missing else gap(each, spoken)
        clause = each.said.leaf.clause
        cells = (clause, each.text, have(each, spoken), lacking)
        star = " *" if each.is_to_verify else ""
        told = Text.assemble((mark, style), f" {each.id}{star}")
        table.add_row(told, *(Wrapped(Text(cell)) for cell in cells))
    return table


def _show_amount(found: Assessment, rulebook: Rulebook) -> None:
    """Prints the calculation, line by line."""
    lines = worked(found, rulebook.dictionary, language())
    if not lines:
        return
    table = Table(title=tr("金额怎么算", "How the amount comes about"), expand=True)
    table.add_column(tr("步骤", "Step"), ratio=3)
    table.add_column(tr("数额", "Number"), justify="right", ratio=1)
    table.add_column("", ratio=1)
    for line in lines:
        table.add_row(Wrapped(Text(line.label)), line.shown, Wrapped(Text(line.note)))
    stdout().print(table)


def _show_source(found: Assessment) -> None:
    """Prints where the rule comes from, and what has to be handed in."""
    version = found.version
    if version is None:
        return
    for citation in version.citations:
        stdout().print(Wrapped(Text(tr("依据：", "Source: ") + _cited(citation))))
    if version.materials:
        names = [
            each.name + (tr("（可免）", " (waivable)") if each.is_waivable else "")
            for each in version.materials
        ]
        stdout().print(Wrapped(Text(tr("材料：", "Evidence: ") + "、".join(names))))
    if version.to_verify:
        text = to_verify()
        stdout().print(Wrapped(Text(text, style="yellow")))


def _cited(citation: Citation) -> str:
    """A citation on one line."""
    parts = (citation.document, citation.number, citation.clause, citation.text, citation.address)
    return "，".join(part for part in parts if part)
