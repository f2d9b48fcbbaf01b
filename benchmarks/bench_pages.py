"""Prints how long the server works on every page of the demo city, role by role, and its queries.

One page of every address that links lead to, asked several times by the test client in this
process: CPU milliseconds (the median), wall milliseconds (median and slowest), queries (most).

    python benchmarks/bench_pages.py [--data FOLDER] [--rounds N]
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html import unescape
from statistics import median

ROLES = ("stranger", "affairs", "seeker", "provider", "broker", "reviewer", "analyst", "operator")
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
WALL_MS_MAX = 200


def main() -> None:
    """Loads the demo where it is missing, walks it, prints JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="", help="a data folder with the demo; made if left out")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = asked.data or folder
        os.environ |= {
            "ZHIQIAO_DATA": data,
            "ZHIQIAO_DEMO": "1",
            "ZHIQIAO_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
        }
        subprocess.run([sys.executable, "-m", "zhiqiao.cli", "demo"], check=True)
        import django

        django.setup()
        rows = [row for role in ROLES for row in measured(role, asked.rounds)]
    rows.sort(key=lambda row: -row["wall_ms"])
    slow = [row for row in rows if row["wall_ms"] > WALL_MS_MAX]
    print(json.dumps({"pages": len(rows), "over_200_ms": len(slow), "rows": rows}, indent=1))


def measured(role: str, rounds: int) -> Iterator[dict[str, object]]:
    """A row for every page that this role reaches."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if role != "stranger":
        from zhiqiao.web.accounts.models import Person

        person = Person.objects.get(username=f"demo-{role}")
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for name, path in walk(client):
        cpu, wall, queries = [], [], 0
        for _ in range(rounds):
            with CaptureQueriesContext(
                connection,
            ) as counted:
                began, used = time.perf_counter(), time.process_time()
                client.get(path)
                wall.append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - used) * 1000)
            queries = max(queries, len(counted))
        yield {
            "role": role,
            "page": name,
            "path": path,
            "cpu_ms": round(median(cpu), 1),
            "wall_ms": round(median(wall), 1),
            "slowest_ms": round(max(wall), 1),
            "queries": queries,
        }


def walk(client: "object") -> Iterator[tuple[str, str]]:
    """One address of every page, by links from the front page."""
    from django.urls import Resolver404, resolve

    waiting, seen = [("home", "/")], {"home"}
    while waiting:
        name, path = waiting.pop(0)
        answer = client.get(path)  # type: ignore[attr-defined]
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        yield name, path
        for href in LINK.findall(answer.content.decode()):
            found = unescape(href)
            if not found.startswith("/") or found.startswith(("/static/", "/api/")):
                continue
            try:
                page = resolve(found.partition("?")[0]).url_name or ""
            except Resolver404:
                continue
            if page not in seen:
                seen.add(page)
                waiting.append((page, found))


if __name__ == "__main__":
    main()
