"""How fast files come in: `python benchmarks/bench_import.py [--rows N] [--gigabyte]`, JSON.

Each kind is a process of its own, with a fresh database in SQLite as the product sets it up. Rows
a second are over everything a person waits for: checking the file, confirming, writing every row
with its audit rows and what the search index is told. `--gigabyte` streams one file of 1 GB.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TEXT = (
    "冬季不采暖，板温 3–8 ℃ 漆膜发黏。要求 5 ℃ 实干 ≤ 24 h；盐雾 ≥ 800 h。现用配方第 {n} 号不达标。"
)
HEADERS = {
    "need": "编号,标题,内容,领域,阶段,合作方式,预算（万元）,截止日期,机构,地区",
    "offer": "编号,标题,内容,领域,技术成熟度,合作方式,价格（万元）,机构,地区",
    "facts": "机构名称,事实,值,期间,数据日期,来源",
}
ORGANISATIONS = 2_000
ROWS_A_FILE = 100_000
GIGABYTE = 10**9
MIB = 1 << 20


def line(kind: str, n: int) -> str:
    """One row; texts, amounts and organisations differ from row to row."""
    owner, text = f"第{n % ORGANISATIONS}号机构", TEXT.format(n=n)
    if kind == "need":
        rest = f"新材料,中试,技术开发,{n % 900},2027-06-30,{owner},甲区"
        return f"B-{n},水性底漆低温固化{n},{text},{rest}"
    if kind == "offer":
        rest = f"新材料,{n % 9 + 1},技术许可,{n % 900},{owner},甲区"
        return f"B-{n},低温快干固化剂{n},{text},{rest}"
    fact = ("从业人员", "上年度研发费用")[n // ORGANISATIONS % 2]
    year = 2025 - n // (2 * ORGANISATIONS)
    return f"{owner},{fact},{n % 5_000},{year},2026-01-31,部门共享"


def lines(kind: str, rows: int) -> Iterator[str]:
    """The header and the rows."""
    yield HEADERS[kind] + "\n"
    for n in range(rows):
        yield line(kind, n) + "\n"


def make_file(path: Path, kind: str, rows: int, size_bytes: int) -> int:
    """Writes rows up to the number, or the size where it is not 0; how many."""
    count = -1
    with path.open("w", encoding="utf-8") as file:
        for text in lines(kind, sys.maxsize if size_bytes else rows):
            file.write(text)
            count += 1
            if size_bytes and count % 10_000 == 0 and file.tell() >= size_bytes:
                break
    return count


def set_up() -> None:
    """A fresh database, and the organisations that facts are about."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiqiao.web.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from zhiqiao.web.access.row_actor import show_every_row

    show_every_row()
    from zhiqiao.web.matches import tasks  # noqa: F401 -- as in a background process at work


def broker() -> object:
    """A person who may bring every kind of file; and the organisations that facts are about."""
    from zhiqiao.web.access import Role
    from zhiqiao.web.accounts.models import Membership, Organisation, Person
    from zhiqiao.web.audit.guard import without_guard

    with without_guard():
        centre = Organisation.objects.create(code="centre", name="中心", kind="centre")
        person = Person.objects.create(username="broker", name="甲")
        Membership.objects.create(person=person, organisation=centre, role=Role.BROKER)
        Organisation.objects.bulk_create(
            Organisation(code=f"b-{n}", name=f"第{n}号机构", kind="enterprise")
            for n in range(ORGANISATIONS)
        )
    return person


def bring(kind: str, rows: int, size_bytes: int) -> dict[str, object]:
    """Brings one file and times it; run in a process of its own."""
    set_up()
    from zhiqiao.web.intake import actions
    from zhiqiao.web.intake.kinds import kind_named
    from zhiqiao.web.intake.models import Import
    from zhiqiao.web.intake.staging import Staging
    from zhiqiao.web.jobs.running import perform

    person = broker()
    staging = Staging.make()
    path = staging.folder / "source.csv"
    count = make_file(path, kind, rows, size_bytes)
    found = kind_named(kind)
    assert found is not None
    started, cpu = time.perf_counter(), time.process_time()
    file = actions.new_import(
        actor=person, kind=found, name="rows.csv", options={"publish": True}, staging=staging
    )
    actions.start_check(actor=person, file=file, here=True)
    checked = perform(file.job.pk)
    after_check = time.perf_counter()
    file = Import.objects.unscoped().get(pk=file.pk)
    assert checked == "done", file.job.failure
    assert file.state == "previewed", (file.state, file.errors[:3])
    actions.confirm_import(actor=person, file=file, here=True)
    written = perform(file.job.pk)
    ended, cpu_s = time.perf_counter(), time.process_time() - cpu
    file = Import.objects.unscoped().get(pk=file.pk)
    assert written == "done", file.job.failure
    assert file.created + file.updated + file.unchanged == count
    return {
        "kind": kind,
        "rows": count,
        "file_mib": round(file.size_bytes / MIB, 1),
        "check_s": round(after_check - started, 2),
        "write_s": round(ended - after_check, 2),
        "rows_per_s": round(count / (ended - started)),
        "check_rows_per_s": round(count / (after_check - started)),
        "write_rows_per_s": round(count / (ended - after_check)),
        "rows_per_cpu_s": round(count / cpu_s),
        "rss_peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Runs every kind and prints what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS_A_FILE)
    parser.add_argument("--kind", choices=[*HEADERS], action="append")
    parser.add_argument("--gigabyte", action="store_true")
    parser.add_argument("--only", choices=[*HEADERS], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    size_bytes = GIGABYTE if asked.gigabyte else 0
    if asked.only:
        print(json.dumps(bring(asked.only, asked.rows, size_bytes)))
        return
    kinds = asked.kind or (["offer"] if asked.gigabyte else list(HEADERS))
    results = []
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            again = [sys.executable, __file__, "--only", kind, "--rows", str(asked.rows)]
            environment = os.environ | {"ZHIQIAO_DATA": folder}
            done = subprocess.run(  # noqa: S603 -- this file itself
                [*again, *(["--gigabyte"] if asked.gigabyte else [])],
                env=environment,
                stdout=subprocess.PIPE,
                check=True,
            )
            results.append(json.loads(done.stdout.decode().splitlines()[-1]))
    print(json.dumps({"import": results}, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
