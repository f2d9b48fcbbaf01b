"""What a server answers, as a person reads it in a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import note, stdout
from zhiqiao.cli.policy.showing import verdict_text, yuan
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.policy import Verdict

GRADES = {
    4: ("强相关", "strong", "bold green"), 3: ("较强相关", "fair", "green"),
    2: ("弱相关", "weak", "yellow"), 1: ("无相关", "unrelated", "dim"),
}  # fmt: skip
STATUSES = {
    "draft": ("草稿", "draft"), "published": ("已发布", "published"),
    "withdrawn": ("已撤回", "withdrawn"),
}  # fmt: skip
FACT_STATES = {
    "stated": ("待确认", "to confirm"), "confirmed": ("已确认", "confirmed"),
    "disputed": ("有异议", "disputed"), "replaced": ("已被更正", "replaced"),
}  # fmt: skip
LABELS = {
    "id": ("序号", "number"), "code": ("编号", "code"), "title": ("标题", "title"),
    "organisation": ("机构", "organisation"), "status": ("状态", "status"),
    "field": ("领域", "field"), "stage": ("阶段", "stage"), "kind": ("类型", "kind"),
    "trl": ("成熟度", "trl"), "mode": ("合作方式", "mode"), "area": ("地区", "area"),
    "budget_fen": ("预算（元）", "budget (yuan)"), "price_fen": ("价格（元）", "price (yuan)"),
    "deadline_on": ("截止", "deadline"), "published_on": ("发布", "published"),
    "problem": ("解决的问题", "problem"), "advantage": ("优势", "advantage"),
    "economics": ("经济性", "economics"), "text": ("内容", "text"),
}  # fmt: skip


def worded(words: Mapping[str, tuple[str, str]], code: str) -> str:
    """What a code means; the code itself where a newer server knows more of them."""
    return tr(*words.get(code, (code, code)))


def show_listings(listings: Iterable[Mapping[str, Any]]) -> None:
    """One row a listing."""
    table = Table(expand=True)
    table.add_column(tr("序号", "#"), justify="right", no_wrap=True)
    table.add_column(tr("编号", "Code"), no_wrap=True)
    table.add_column(tr("标题", "Title"), ratio=4)
    table.add_column(tr("机构", "Organisation"), ratio=2)
    table.add_column(tr("状态", "Status"), no_wrap=True)
    for each in listings:
        table.add_row(
            str(each["id"]),
            each["code"],
            Wrapped(Text(each["title"])),
            Wrapped(Text(each["organisation"]["name"])),
            worded(STATUSES, each["status"]),
        )
    if table.row_count:
        stdout().print(table)
    else:
        note(tr("没有找到。", "Nothing was found."))


def show_listing(listing: Mapping[str, Any]) -> None:
    """Every field that says something."""
    table = Table(show_header=False, box=None, expand=True)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1)
    for name, words in LABELS.items():
        value = _value(name, listing.get(name))
        if value:
            table.add_row(tr(*words), Wrapped(Text(value)))
    stdout().print(table)


def _value(name: str, value: Any) -> str:  # noqa: ANN401 -- JSON
    if value is None or value == "":
        return ""
    if name == "organisation":
        return str(value["name"])
    if name == "status":
        return worded(STATUSES, value)
    return yuan(value) if name.endswith("_fen") else str(value)


def show_suggestions(matches: Mapping[str, Any], *, side: str) -> None:
    """The suggested ones of the other side, best first."""
    if matches["under_way"]:
        note(tr("有一次新的匹配正在进行。", "A newer run is under way."))
    if matches["run"] is None:
        note(tr("还没有匹配结果。用 --ask 匹配一次。", "Not matched yet. Use --ask."))
        return
    table = Table(expand=True, show_lines=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(tr("成果", "Offer") if side == "offer" else tr("需求", "Need"), ratio=3)
    table.add_column(tr("等级", "Grade"), no_wrap=True)
    table.add_column(tr("概率", "P(≥3)"), justify="right", no_wrap=True)
    table.add_column(tr("理由", "Reasons"), ratio=4)
    for each in matches["items"]:
        other = each[side]
        title = Text.assemble(other["title"], (f"\n{other['organisation']['name']}", "dim"))
        table.add_row(
            str(each["rank"]),
            Wrapped(title),
            _grade(each),
            f"{each['probability']:.0%}",
            Wrapped(_reasons(each)),
        )
    stdout().print(table)


def _grade(suggestion: Mapping[str, Any]) -> Text:
    chinese, english, style = GRADES[suggestion["relevance"]]
    grade = Text(tr(chinese, english), style=style)
    if suggestion["recommended"]:
        grade.append("\n" + tr("推荐", "recommended"), style="bold reverse green")
    return grade


def _reasons(suggestion: Mapping[str, Any]) -> Text:
    name = "chinese" if language() == "zh" else "english"
    lines = [
        ("" if each["favours"] else "✗ ") + str(each[name]) for each in suggestion["reasons"][:4]
    ]
    return Text("\n".join(lines))


def show_facts(facts: Iterable[Mapping[str, Any]]) -> None:
    """One row a fact."""
    table = Table(expand=True)
    table.add_column(tr("编号", "Code"), no_wrap=True)
    for label in (tr("事实", "Fact"), tr("值", "Value")):
        table.add_column(label, ratio=1)
    for label in (tr("期间", "Period"), tr("状态", "State")):
        table.add_column(label, no_wrap=True)
    for each in facts:
        table.add_row(
            each["code"],
            Wrapped(Text(each["name"])),
            Wrapped(Text(each["shown"])),
            each["period"],
            worded(FACT_STATES, each["state"]),
        )
    if table.row_count:
        stdout().print(table)
    else:
        note(tr("画像还是空的。", "The profile is empty."))


def show_programmes(programmes: Iterable[Mapping[str, Any]]) -> None:
    """One row a programme."""
    table = Table(expand=True)
    table.add_column(tr("编号", "Id"), no_wrap=True)
    table.add_column(tr("事项", "Programme"), ratio=3)
    table.add_column(tr("部门", "Department"), ratio=2)
    table.add_column(tr("有效期至", "Until"), no_wrap=True)
    for each in programmes:
        until = each["end_on"] or "" if each["is_in_force"] else tr("未生效", "not in force")
        table.add_row(
            each["id"], Wrapped(Text(each["name"])), Wrapped(Text(each["department"])), until
        )
    stdout().print(table)


def show_assessment(assessment: Mapping[str, Any]) -> None:
    """One row a programme: verdict, amount, what is missing; those that do not apply left out."""
    table = Table(expand=True, show_lines=True)
    table.add_column(tr("事项", "Programme"), ratio=3)
    table.add_column(tr("结论", "Verdict"), no_wrap=True)
    table.add_column(tr("金额（元）", "Amount (yuan)"), justify="right", no_wrap=True)
    table.add_column(tr("缺的事实", "Missing"), ratio=2)
    for each in assessment["programmes"]:
        if each["verdict"] != str(Verdict.NOT_APPLICABLE):
            amount = each["amount_fen"] if each["verdict"] == str(Verdict.MET) else None
            table.add_row(
                Wrapped(Text(each["name"])),
                verdict_text(Verdict(each["verdict"])),
                yuan(amount),
                Wrapped(Text("、".join(each["missing"]))),
            )
    stdout().print(table)
    note(tr("结果仅供参考，以主管部门审核为准。", "A hint only; the department decides."))
