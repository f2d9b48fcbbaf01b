"""How fast a backup is written, checked and restored, and how much memory that takes.

    python benchmarks/bench_backup.py [--rows N] [--file-mib N]

Organisations in SQLite, in folders of their own, each step in a process of its own. Prints JSON.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MAKE = """
import os, sys
from zhiqiao.cli.site import set_up_site
set_up_site()
from django.db import connection, transaction
rows = int(sys.argv[1])
columns = "code, name, kind, area, uscc, registration, state, intro, is_demo, created_at"
made = (
    (f"org-{n}", f"第{n}机构", "enterprise", "澄湖区", "", "founding", "active", "简介" * 40)
    for n in range(rows)
)
with transaction.atomic(), connection.cursor() as cursor:
    cursor.cursor.connection.executemany(
        f"INSERT INTO accounts_organisation ({columns}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '2026-01-01 00:00:00')", made)
"""


def step(data: Path, *arguments: object) -> dict[str, float]:
    """Seconds and peak MiB of one command; its interpreter and Django included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, *map(str, arguments)],
        env=os.environ | {"ZHIQIAO_DATA": str(data)},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"seconds": round(seconds, 1), "peak_mib_so_far": round(max(peak, before) / 1024)}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--file-mib", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, archive = Path(folder) / "var", Path(folder) / "backup.zip"
        step(data, "-c", MAKE, asked.rows)
        with (data / "large").open("wb") as file:
            for _ in range(asked.file_mib):
                file.write(os.urandom(1 << 20))
        cli = ("-m", "zhiqiao.cli")
        told = {
            "backup": step(data, *cli, "backup", archive, "--with-keys"),
            "verify": step(data, *cli, "backup", "verify", archive),
            "restore": step(Path(folder) / "fresh", *cli, "restore", archive),
        }
        size = archive.stat().st_size
    print(
        json.dumps(
            {"rows": asked.rows, "file_mib": asked.file_mib, "archive_mib": size >> 20} | told,
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
