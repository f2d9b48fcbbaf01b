"""Prints what reading statuses and a statement of so many payments costs, anomalies included.

    python benchmarks/bench_reconciliation.py [payments] [share of anomalies] [seed]

The database is that of the environment: SQLite in a folder of its own unless
`ZHIQIAO_DATABASE_URL` names a PostgreSQL that may be filled. CPU seconds are of this process.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhiqiao.web.reconciliation.models import BankFile

PAYMENTS = 100_000
SHARE = 0.01
ROOT = Path(__file__).parents[1]


def cpu_s() -> float:
    """CPU seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(call: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What a call returns, and its seconds."""
    wall, cpu = time.perf_counter(), cpu_s()
    result = call()
    spent = {"s": round(time.perf_counter() - wall, 2), "cpu_s": round(cpu_s() - cpu, 2)}
    return result, spent


def read(content: bytes, name: str) -> "BankFile":
    """A file, received and read."""
    from zhiqiao.web.reconciliation.actions import receive
    from zhiqiao.web.reconciliation.exchange import read_file

    return read_file(receive(name=name, content=content))


def main(payments: int, share: float, seed: int) -> dict[str, Any]:
    """Pays, has the bank say so, and counts what was found."""
    from tests.secure.bank_talk import Bank, differences, report, statement
    from tests.secure.planting import plant

    from zhiqiao.bank.values import StatementKind, Status
    from zhiqiao.web.ledger.queries import verify_rows
    from zhiqiao.web.payouts.models import Chunk
    from zhiqiao.web.reconciliation.queries import bank_gap_fen

    bank = Bank(payees=payments)
    messages = list(Chunk.objects.unscoped().values_list("message_id", flat=True))
    accepted = [report(each, group=Status.ACCEPTED) for each in messages]
    _files, statuses_s = timed(lambda: [read(each, "pain.002.xml") for each in accepted])
    found = bank.payments
    said, lines, kinds, missing = plant(found, share=share, seed=seed)
    chunks = dict(Chunk.objects.unscoped().values_list("pk", "message_id"))
    for number, message in chunks.items():
        own = [each for each in said if each[0].chunk_id == number]
        read(report(message, statuses=own), "pain.002.xml")
    content = statement(lines, kind=StatementKind.STATEMENT)
    file, statement_s = timed(lambda: read(content, "camt.053.xml"))
    again = statement(lines)
    repeated, repeated_s = timed(lambda: read(again, "camt.054.xml"))
    told = [each for each in differences() if each.line is not None]
    return {
        "payments": payments,
        "lines": file.count,
        "statuses": statuses_s,
        "statement": statement_s,
        "the_same_told_again": repeated_s,
        "planted": dict(Counter(kinds.values())),
        "found": dict(Counter(each.kind for each in told)),
        "classified_share": _classified(told, kinds),
        "without_a_line": len(missing),
        "again": {"matched": repeated.matched, "different": repeated.different},
        "gap_fen": bank_gap_fen(bank.department),
        "ledger_ok": verify_rows().is_sound,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _classified(told: list[Any], kinds: dict[str, str]) -> float:
    """The share of what was planted that was found as what it is.

    Of two alike lines either may be the second; they are compared by payment.
    """
    found = {each.line.reference: each.kind for each in told}
    other = {reference: kind for reference, kind in kinds.items() if kind != "twice"}
    right = sum(found.get(reference) == kind for reference, kind in other.items())
    twice = sum(kind == "twice" for kind in kinds.values())
    payments = {each.payment_id for each in told if each.kind == "twice"}
    return (right + min(len(payments), twice)) / len(kinds) if kinds else 1.0


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAYMENTS
    part = float(sys.argv[2]) if len(sys.argv) > 2 else SHARE
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("ZHIQIAO_DATA", folder)
        from zhiqiao.cli.site import set_up_site

        set_up_site()
        from zhiqiao.web.access.row_actor import show_every_row

        show_every_row()
        sys.stdout.write(json.dumps(main(count, part, first), indent=1) + "\n")
