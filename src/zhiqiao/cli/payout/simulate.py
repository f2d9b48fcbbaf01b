"""`zhiqiao payout simulate`: bank days with seeded faults; whether every fen stays explained."""

import os
import tempfile
from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from zhiqiao.bank.simulator import faults_named
from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, note, stderr, stdout, told_bar, working
from zhiqiao.cli.payout.wording import deed_words, fault_words
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.common.money import yuan_text
from zhiqiao.web.databases import ADDRESSES

if TYPE_CHECKING:
    from zhiqiao.web.demo.bank_days.rehearsing import Rehearsed
    from zhiqiao.web.demo.bank_days.truth import Break

BROKEN = 1


def perform(*, days: int, seed: int, payees_a_day: int, faults: str, as_json: bool) -> None:
    """Rehearses in a database of its own, and prints what came of it.

    Raises:
        ZhiqiaoError: REHEARSAL_NOT_HERE, the database that the environment names is not empty.
        Exit: with 1 where something did not hold.
    """
    with tempfile.TemporaryDirectory(prefix="zhiqiao-days-") as folder:
        os.environ["ZHIQIAO_DATA"] = folder
        note(tr("正在准备临时数据库 ……", "Preparing a temporary database …"))
        os.environ.pop("ZHIQIAO_KEYS", None)
        with working(tr("准备一个空的网站 ……", "Preparing an empty site …")):
            set_up_site()
            refuse_where_anything_is()
        found = _rehearse(days, seed, payees_a_day, faults, is_quiet=as_json)
    if as_json:
        emit(_result(found, seed))
    else:
        _show(found, seed, asked=days)
    if found.breaks:
        raise typer.Exit(BROKEN)


def refuse_where_anything_is() -> None:
    """Nothing, in an empty database: what a seed does depends on the numbers of rows.

    Raises:
        ZhiqiaoError: REHEARSAL_NOT_HERE.
    """
    from zhiqiao.web.accounts.models import Organisation

    if Organisation.objects.exists():
        names = " ".join(sorted({each for each in ADDRESSES.values() if os.environ.get(each)}))
        raise ZhiqiaoError(ErrorCode.REHEARSAL_NOT_HERE, names=names)


def _rehearse(
    days: int, seed: int, payees_a_day: int, faults: str, *, is_quiet: bool
) -> "Rehearsed":
    from zhiqiao.web.demo.bank_days.rehearsing import Wanted, rehearse

    wanted = Wanted(days=days, seed=seed, faults=faults_named(faults), payees_a_day=payees_a_day)
    bar = told_bar(
        tr("过银行日 ……", "Bank days …"), then=tr("等一切办完 ……", "Until all is done …")
    )
    with nullcontext() if is_quiet else bar as tell:
        return rehearse(wanted, progress=lambda day: tell(day, days) if tell else None)


def _result(found: "Rehearsed", seed: int) -> dict[str, object]:
    breaks = [asdict(each) | {"message": _sentence(each)} for each in found.breaks]
    return {
        "seed": seed,
        "days": found.days,
        "last_day": found.last_day.isoformat(),
        "payments": found.payments,
        "paid_fen": found.paid_fen,
        "faults": found.faults,
        "deeds": found.deeds,
        "breaks": len(breaks),
        "first_breaks": breaks,
    }


def _sentence(broken: "Break") -> str:
    amounts = ""
    if broken.expected is not None:
        amounts = tr(
            f"：应为 {broken.expected}，是 {broken.found}",
            f": {broken.expected} expected, {broken.found} found",
        )
    return f"{broken.what} {broken.about}{amounts}"


def _show(found: "Rehearsed", seed: int, *, asked: int) -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    payments = sum(found.payments.values())
    table.add_row(tr("银行日", "Bank days"), _days(found.days, asked))
    table.add_row(tr("最后一天", "Last day"), found.last_day.isoformat())
    table.add_row(tr("兑付笔数", "Payments"), f"{payments:,}")
    table.add_row(tr("到账（元）", "Settled (yuan)"), yuan_text(found.paid_fen))
    for name, count in found.faults.items():
        table.add_row(f"{tr('故障：', 'Fault: ')}{fault_words(name)}", f"{count:,}")
    for name, count in found.deeds.items():
        table.add_row(f"{tr('办理：', 'Deed: ')}{deed_words(name)}", f"{count:,}")
    stdout().print(table)
    _conclude(found, seed)


def _days(lived: int, asked: int) -> str:
    """How many days it took, and why more than were asked for."""
    more = lived - asked
    if more <= 0:
        return f"{lived:,}"
    return tr(
        f"{lived:,}（要求 {asked:,} 天，另加 {more:,} 天到全部结清）",
        f"{lived:,} ({asked:,} asked for, {more:,} more until all was settled)",
    )


def _conclude(found: "Rehearsed", seed: int) -> None:
    for each in found.breaks:
        stderr().print(_sentence(each), soft_wrap=True, markup=False)
    stdout().print(
        tr(f"有 {len(found.breaks)} 处对不上。", f"{len(found.breaks)} things do not agree.")
        if found.breaks
        else tr("每一分钱都对得上。", "Every fen is accounted for."),
        highlight=False,
    )
    if found.breaks:
        again = f"zhiqiao --lang {language()} payout simulate --seed {seed}"
        stderr().print(
            tr(f"同样的种子会再现：{again}", f"The same seed shows it again: {again}"),
            soft_wrap=True,
            markup=False,
        )
