"""`zhiqiao ledger verify`: whether every fen is accounted for; if not, at which entry."""

from typing import TYPE_CHECKING

import typer
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, stderr, stdout, working
from zhiqiao.cli.site import set_up_site
from zhiqiao.ledger import Breach
from zhiqiao.ledger.wording import told

if TYPE_CHECKING:
    from zhiqiao.web.ledger.queries import Verdict
    from zhiqiao.web.reconciliation.agreement import Disagreement

BROKEN = 1
SHOWN_MAX = 100


def perform(*, as_json: bool) -> None:
    """Verifies and prints; ends with status 1 where something does not hold."""
    set_up_site()
    from zhiqiao.web.ledger.queries import verify_rows
    from zhiqiao.web.ledger.snapshot import one_moment
    from zhiqiao.web.reconciliation.agreement import disagreements_beside

    with working(tr("核对账本 ……", "Verifying the ledger …")):
        verdict = verify_rows()
        with one_moment():
            beside = disagreements_beside()
    if as_json:
        emit(_result(verdict, beside))
    else:
        _show(verdict, beside)
    if not verdict.is_sound or beside:
        raise typer.Exit(BROKEN)


def _result(verdict: "Verdict", beside: "list[Disagreement]") -> dict[str, object]:
    return {
        "is_sound": verdict.is_sound and not beside,
        "accounts": verdict.accounts,
        "entries": verdict.entries,
        "seconds": round(verdict.seconds, 3),
        "breaches": [
            {
                "kind": each.kind.value,
                "entry": each.entry,
                "account": each.account,
                "which": each.which,
                "expected_fen": each.expected_fen,
                "found_fen": each.found_fen,
                "message": _sentence(each),
            }
            for each in verdict.breaches
        ],
        "disagreements": [{"kind": each.kind, "what": each.what} for each in beside],
    }


def _sentence(breach: Breach) -> str:
    words = told(breach.kind, language())
    where = [
        tr(f"第 {breach.entry} 笔分录", f"entry {breach.entry}") if breach.entry else "",
        tr(f"账户 {breach.account}", f"account {breach.account}") if breach.account else "",
    ]
    found = ""
    if breach.expected_fen is not None:
        found = tr(
            f"（{breach.which}：应为 {breach.expected_fen} 分，账上是 {breach.found_fen} 分）",
            f" ({breach.which}: {breach.expected_fen} fen expected, {breach.found_fen} found)",
        )
    place = tr("，", ", ").join(each for each in where if each)
    return f"{place}{tr('：', ': ') if place else ''}{words}{found}"


def _show(verdict: "Verdict", beside: "list[Disagreement]") -> None:
    broken, differs = tr("不成立", "Broken"), tr("不一致", "Disagrees")
    wrong = [(broken, _sentence(each)) for each in verdict.breaches[:SHOWN_MAX]]
    wrong += [(differs, f"{each.kind}{tr('：', ': ')}{each.what}") for each in beside[:SHOWN_MAX]]
    for label, sentence in wrong:
        stderr().print(Text.assemble((label, "bold red"), tr("：", ": "), sentence), soft_wrap=True)
    count = len(verdict.breaches) + len(beside)
    text = tr(
        f"核对了 {verdict.accounts} 个账户、{verdict.entries} 笔分录",
        f"{verdict.accounts} accounts and {verdict.entries} entries verified",
    )
    end = (
        tr("，每一分钱都对得上。", ": every fen is accounted for.")
        if not count
        else tr(
            f"，有 {count} 处不成立。请先停止兑付，与最近的完好备份对照。",
            f": {count} breaches. Stop paying, and compare with the latest sound backup.",
        )
    )
    stdout().print(Text(text + end), soft_wrap=True)
