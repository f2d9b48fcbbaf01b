"""Facts of the demo city's busiest enterprises: some their own, some that wait for them."""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.intake.kinds import Values
from zhiqiao.web.profiles.actions import confirm_all, dispute_fact
from zhiqiao.web.profiles.bulk_actions import write_facts
from zhiqiao.web.profiles.models import Fact
from zhiqiao.web.profiles.reading import read

FILE = Path(__file__).with_name("profiles.jsonl")
DISPUTED, REASON = "一类知识产权数", "漏了今年授权的 2 项发明专利，正在补证书"
Row = dict[str, Any]


def load_demo_profiles(*, file: Path = FILE) -> int:
    """Writes the facts of those enterprises that have none yet; how many enterprises.

    What the enterprises say themselves is confirmed; what departments share waits for them, and
    the first enterprise disputes one value.
    """
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    codes = {row["organisation"] for row in rows}
    organisations = Organisation.objects.filter(code__in=codes, is_demo=True, facts__isnull=True)
    waiting = {organisation.code: organisation for organisation in organisations}
    written = 0
    for code, some in groupby(rows, key=lambda row: row["organisation"]):
        if code in waiting:
            _load(waiting[code], list(some), is_first=written == 0)
            written += 1
    return written


def _load(organisation: Organisation, rows: list[Row], *, is_first: bool) -> None:
    _write(row for row in rows if row["source"] == "self")
    newest = Fact.objects.unscoped().order_by("-pk").values_list("pk", flat=True)[0]
    confirm_all(actor=None, organisation=organisation, newest=newest)
    if is_first:
        facts = Fact.objects.unscoped().current().filter(organisation=organisation)
        dispute_fact(actor=None, fact=facts.get(name=DISPUTED), reason=REASON)
    _write(row for row in rows if row["source"] != "self")


def _write(rows: Iterable[Row]) -> None:
    with system_action("load_demo_profiles"):
        counts = write_facts(rows=[values_of(row) for row in rows], actor=None, file_name="")
        audit(actor=None, action="load_demo_profiles", what=Fact, data=counts)


def values_of(row: Row) -> Values:
    """The facts of one line of the file, as imports write them."""
    return {
        "organisation": ("organisation_code", row["organisation"]),
        "facts": [[name, _kept(name, row["facts"]), row["period"]] for name in row["facts"]],
        "as_of": row["as_of"],
        "source": row["source"],
        "note": row["note"],
    }


def _kept(name: str, facts: Mapping[str, str]) -> str:
    reading = read(name, facts[name])
    if reading is None:
        raise ValueError(name)
    return reading.text
