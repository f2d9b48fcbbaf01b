"""Prints how many requests a second the site answers with 100,000 needs and 10,000 enterprises.

Nine of ten requests read (lists with and without words and facets, pages of needs, offers and
profiles, the desks), one writes (drafts, facts, grades, now and then a publication). The site is
`zhiqiao serve` with two web processes and its background process; the load comes from this
machine too, over connections that are kept open, as a proxy keeps them.

    python benchmarks/bench_load.py [--needs N] [--seconds S] [--connections N] [--rate N]
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlencode

from load_site import (
    ENTERPRISES,
    FIELDS,
    NEEDS,
    OFFERS,
    WORDS,
    Actor,
    counted_facts,
    fill,
    sentence,
)

WRITES = 0.10
START_WITHIN_S = 180
CSRF = "f" * 32


def main() -> None:
    """Fills a site, serves it, loads it, prints JSON."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "ZHIQIAO_DATA": folder,
            "ZHIQIAO_ENCODER": "static",
            "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
            "OMP_NUM_THREADS": "1",
        }
        actors = _filled(asked)
        port = _free_port()
        command = [str(Path(sys.executable).with_name("zhiqiao")), "serve", "--port", str(port)]
        site = subprocess.Popen([*command, "--workers", "2"])  # noqa: S603 -- our own command
        try:
            _wait(port)
            pause = asked.connections / asked.rate if asked.rate else 0.0
            plan = Plan(port, actors, asked.needs, asked.offers, asked.connections, pause)
            _load(plan, seconds=10)  # boards, connections and caches
            figures = _load(plan, seconds=asked.seconds)
        finally:
            site.terminate()
            site.wait()
    print(json.dumps({"needs": asked.needs, "enterprises": asked.enterprises} | figures, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--needs", type=int, default=NEEDS)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    parser.add_argument("--offers", type=int, default=OFFERS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0, help="requests/s asked for; 0: all it can")
    return parser.parse_args()


def _filled(asked: argparse.Namespace) -> list[Actor]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from zhiqiao.web.audit.guard import allow_when
    from zhiqiao.web.catalogue.models import Side
    from zhiqiao.web.catalogue.written import bring_up_phrases
    from zhiqiao.web.matches.engine_room import index_of

    call_command("migrate", interactive=False, verbosity=0)
    allow_when(lambda: True)  # the site is filled past the actions
    actors = fill(needs=asked.needs, enterprises=asked.enterprises, offers=asked.offers)
    for side in Side:
        bring_up_phrases(side)
        index_of(side)
    connection.close()
    return actors


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the site did not start")


@dataclass(frozen=True)
class Plan:
    """Where the load goes and how fast. `pause`: seconds between requests of one connection."""

    port: int
    actors: list[Actor]
    needs: int
    offers: int
    connections: int
    pause: float


class Visitor(threading.Thread):
    """One connection: asks, waits for the answer, asks again."""

    def __init__(self, plan: "Plan", until: float, n: int) -> None:
        super().__init__(daemon=True)
        self._port, self._actors, self._until, self._pause = (
            plan.port,
            plan.actors,
            until,
            plan.pause,
        )
        self._needs, self._offers = plan.needs, plan.offers
        self._codes = [entry.code for entry in counted_facts()]
        self._chance = random.Random(n)  # noqa: S311 -- the same load in every run
        self.took: dict[str, list[float]] = {}
        self.failed: Counter[str] = Counter()

    def run(self) -> None:
        """Until the time is over."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        due = time.monotonic() + self._chance.random() * self._pause
        while due < self._until:
            time.sleep(max(0.0, due - time.monotonic()))
            name, method, path, body = self._next()
            began = time.perf_counter()
            status = self._ask(connection, method, path, body)
            self.took.setdefault(name, []).append(time.perf_counter() - began)
            if status not in (200, 302):
                self.failed[f"{name} {status}"] += 1
            due = max(due + self._pause, time.monotonic() - 1) if self._pause else time.monotonic()

    def _ask(self, connection: HTTPConnection, method: str, path: str, body: str | None) -> int:
        headers = {"Cookie": f"sessionid={self._actor.session}; csrftoken={CSRF}"}
        if body is not None:
            headers |= {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
        except OSError:
            connection.close()
            return 0
        return answer.status

    def _next(self) -> tuple[str, str, str, str | None]:
        if self._chance.random() < WRITES:
            self._actor = self._chance.choice([a for a in self._actors if a.role == "seeker"])
            return self._write()
        self._actor = self._chance.choice(self._actors)
        return self._read()

    def _read(self) -> tuple[str, str, str, str | None]:
        word, field = quote(self._chance.choice(WORDS)), quote(self._chance.choice(FIELDS))
        need, page = self._chance.randrange(1, self._needs), self._chance.randrange(1, 100)
        offer = self._chance.randrange(1, self._offers)
        pages = {
            "list": f"/needs/?page={page}",
            "list by word": f"/needs/?q={word}",
            "list by facet": f"/needs/?field={field}&sort=deadline",
            "offers by word": f"/offers/?q={word}",
            "need": f"/needs/{need}/",
            "offer": f"/offers/{offer}/",
            "desk": "/",
            "profile": "/profile/" if self._actor.role == "seeker" else f"/needs/{need}/",
        }
        name = self._chance.choices(list(pages), weights=[15, 15, 10, 10, 25, 10, 8, 7])[0]
        return name, "GET", pages[name], None

    def _write(self) -> tuple[str, str, str, str | None]:
        form = {
            "title": sentence(self._chance, 5),
            "text": sentence(self._chance, 40),
            "field": self._chance.choice(FIELDS),
            "mode": "技术开发",
        }
        own, draw = self._actor.need_ids, self._chance.random()
        if draw < 0.4:
            fact = {"value": str(self._chance.randrange(1000)), "as_of": "2026-11-01"}
            path = f"/profile/facts/{self._chance.choice(self._codes)}/"
            return "fact", "POST", path, urlencode(fact)
        if own and draw < 0.6:
            path = f"/needs/{self._chance.choice(own)}/edit/"
            return "publish", "POST", path, urlencode(form | {"publish": "1"})
        return "draft", "POST", "/needs/new/", urlencode(form | {"save": "1"})


def _load(plan: Plan, *, seconds: float) -> dict[str, object]:
    began = time.monotonic()
    visitors = [Visitor(plan, began + seconds, n) for n in range(plan.connections)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    spent = time.monotonic() - began
    by_name: dict[str, list[float]] = {}
    failed: Counter[str] = Counter()
    for visitor in visitors:
        failed += visitor.failed
        for name, took in visitor.took.items():
            by_name.setdefault(name, []).extend(took)
    everything = [one for took in by_name.values() for one in took]
    return {
        "requests_per_s": round(len(everything) / spent, 1),
        **_milliseconds(everything),
        "errors": sum(failed.values()),
        "failed": dict(failed),
        "by_kind": {
            name: {"requests": len(took), **_milliseconds(took)}
            for name, took in sorted(by_name.items())
        },
    }


def _milliseconds(took: list[float]) -> dict[str, float]:
    cuts = quantiles(took, n=100) if len(took) > 1 else [took[0]] * 99
    return {f"p{n}_ms": round(1000 * cuts[n - 1], 1) for n in (50, 95, 99)}


if __name__ == "__main__":
    main()
