"""`zhiqiao payout demo`: one click, watched from the draft of a list to the bank's statement."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import typer

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.common.money import FEN_PER_YUAN, yuan_text
from zhiqiao.web.databases import ADDRESSES

if TYPE_CHECKING:
    from zhiqiao.web.demo.rehearsing import Loop

PATIENCE_S = 30.0
ANSWER_WITHIN_S = 60.0
BROKEN = 1


def perform(*, payees: int, yuan: int, faults: str, as_json: bool) -> None:
    """Rehearses in a database and with a bank of its own, and prints how it went.

    Raises:
        ZhiqiaoError: AMOUNT_TOO_SMALL, or REHEARSAL_NOT_HERE.
        Exit: with 1 where money is not where it should be.
    """
    total_fen = yuan * FEN_PER_YUAN
    if total_fen < payees:
        raise ZhiqiaoError(ErrorCode.AMOUNT_TOO_SMALL, amount=yuan, payees=payees)
    with tempfile.TemporaryDirectory(prefix="zhiqiao-payout-") as folder:
        loop = _rehearse(Path(folder), payees, total_fen, faults)
    if as_json:
        emit(told(loop))
    else:
        _show(loop)
    if not loop.is_sound:
        raise typer.Exit(BROKEN)


def _rehearse(folder: Path, payees: int, total_fen: int, faults: str) -> "Loop":
    os.environ["ZHIQIAO_DATA"] = str(folder)
    note(tr("正在准备临时数据库 ……", "Preparing a temporary database …"))
    with working(tr("准备排练的部门和企业 ……", "Preparing a department and enterprises …")):
        set_up_site()
    from django.conf import settings
    from django.utils import timezone

    from zhiqiao.web.demo.rehearsal_actions import prepare
    from zhiqiao.web.demo.rehearsing import approved_list, pay

    refuse_elsewhere()
    with simulated_bank(folder / "bank", faults) as url, _exchange(settings, url):
        with working(tr("准备名单 ……", "Preparing the list …")):
            cast = prepare(payees=payees, total_fen=total_fen, year=timezone.localdate().year)
            ready = approved_list(cast, title=tr("排练", "Rehearsal"))
        with working(tr("兑付 ……", "Paying …")):
            return pay(cast, ready, next_day=lambda: post(f"{url}/advance"), patience_s=PATIENCE_S)


def refuse_elsewhere() -> None:
    """Nothing, in a database that holds nothing but rehearsals.

    Raises:
        ZhiqiaoError: REHEARSAL_NOT_HERE.
    """
    from zhiqiao.web.accounts.models import Organisation
    from zhiqiao.web.demo.rehearsal_actions import CODE

    if Organisation.objects.exclude(code__startswith=CODE).exists():
        names = " ".join(sorted({each for each in ADDRESSES.values() if os.environ.get(each)}))
        raise ZhiqiaoError(ErrorCode.REHEARSAL_NOT_HERE, names=names)


@contextmanager
def simulated_bank(folder: Path, faults: str) -> Iterator[str]:
    """A simulated bank as a process of its own; its address."""
    command = [sys.executable, "-m", "zhiqiao.cli", "bank", "simulator", "--data", str(folder),
               "--port", "0", "--faults", faults, "--json"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 -- our own
        try:
            yield _said(process)["url"]
        finally:
            process.terminate()


def _said(process: "subprocess.Popen[bytes]") -> dict[str, str]:
    """The document that the bank prints once it listens."""
    text = b""
    for line in process.stdout or ():
        text += line
        if line.startswith(b"}"):
            return dict(json.loads(text))
    raise ZhiqiaoError(ErrorCode.SERVER_STOPPED, why=process.wait())


@contextmanager
def _exchange(settings: object, url: str) -> Iterator[None]:
    """Sending and fetching, beside what this thread does.

    The bank is new, and so is its name here: nothing of another one was fetched.
    """
    from zhiqiao.web.reconciliation.exchange import start_exchange

    settings.ZHIQIAO_BANK = f"{url}#{os.getpid()}"  # type: ignore[attr-defined]
    stopped = threading.Event()
    threads = start_exchange(stopped)
    try:
        yield
    finally:
        stopped.set()
        for each in threads:
            each.join()


def post(url: str) -> None:
    """Has the simulated bank do something."""
    with urlopen(Request(url, method="POST"), timeout=ANSWER_WITHIN_S) as answer:  # noqa: S310 -- our own
        answer.read()


def told(loop: "Loop") -> dict[str, object]:
    """A rehearsal as programs read it; `returned` came back after it was settled."""
    counts = loop.counts
    return {
        "payees": loop.payees,
        "total_fen": loop.total_fen,
        "settled": counts.get("settled", 0),
        "rejected": counts.get("rejected", 0),
        "returned": counts.get("returned", 0),
        "seconds": {
            "click_to_queued": round(loop.click_to_queued_s, 3),
            "click_to_accepted": round(loop.click_to_accepted_s, 3),
            "full_loop": round(loop.full_loop_s, 3),
        },
        "ledger_ok": loop.is_sound,
    }


def _show(loop: "Loop") -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    counts = loop.counts
    rows = (
        (tr("企业", "Enterprises"), f"{loop.payees:,}"),
        (tr("金额（元）", "Amount (yuan)"), yuan_text(loop.total_fen)),
        (tr("已到账", "Settled"), f"{counts.get('settled', 0):,}"),
        (tr("银行退回，未付出", "Rejected by the bank"), f"{counts.get('rejected', 0):,}"),
        (tr("到账后退汇", "Returned"), f"{counts.get('returned', 0):,}"),
        (tr("点击 → 全部登记", "Click → queued"), f"{loop.click_to_queued_s:.3f} s"),
        (tr("点击 → 银行受理", "Click → accepted"), f"{loop.click_to_accepted_s:.3f} s"),
        (tr("点击 → 对账完毕", "Click → settled"), f"{loop.full_loop_s:.3f} s"),
    )
    for row in rows:
        table.add_row(*row)
    stdout().print(table)
    stdout().print(
        tr("每一分钱都对得上。", "Every fen is accounted for.")
        if loop.is_sound
        else tr("账对不上！请报告这个错误。", "The books do not agree! Please report this.")
    )
