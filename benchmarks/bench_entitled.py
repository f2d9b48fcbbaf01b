"""Prints what it costs to find every entitled enterprise of a site with 10,000 of them.

The take-up page of a department (first, and again while nothing changed), the sweep behind the
reminders of deadlines, and a what-if over all of them. CPU seconds.

    python benchmarks/bench_entitled.py [--enterprises N]
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ON = date(2026, 11, 23)
PROGRAMMES = 6


def main() -> None:
    """Fills a site with enterprises and facts, and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ZHIQIAO_DATA": folder, "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings"}
        program = str(Path(sys.executable).with_name("django-admin"))
        subprocess.run([program, "migrate", "-v0"], check=True)  # noqa: S603 -- our own command
        import django

        django.setup()
        fill(asked.enterprises)
        print(json.dumps({"enterprises": asked.enterprises, **measured()}, indent=1))


def fill(enterprises: int) -> None:
    """Enterprises with a dozen facts each, some met, some not, some unknown."""
    from zhiqiao.web.accounts.models import Organisation
    from zhiqiao.web.profiles.models import Fact

    chance = random.Random(5)  # noqa: S311 -- the same site in every run
    Organisation.objects.bulk_create(
        Organisation(code=f"e-{n}", name=f"企业{n}有限公司", kind="enterprise")
        for n in range(enterprises)
    )
    ids = Organisation.objects.values_list("pk", flat=True)
    choices = possible_values()
    rows = (
        Fact(
            organisation_id=owner,
            name=name,
            value=chance.choice(values),
            as_of=date(2026, 3, 1),
            source="file",
            visibility="reviewers",
        )
        for owner in ids
        for name, values in choices.items()
        if chance.random() < 0.8
    )
    Fact.objects.bulk_create(rows, batch_size=5_000)


def possible_values() -> dict[str, list[str]]:
    """A dozen facts of the rules measured here, with values about their limits."""
    from zhiqiao.policy.values import FactType
    from zhiqiao.web.profiles.dictionary import entries

    numbers = {FactType.INTEGER, FactType.DECIMAL, FactType.MONEY}
    found: dict[str, list[str]] = {"注册地": ["330108", "330106", "330203"]}
    for programme_id in programmes():
        for name in sorted(facts_of(programme_id)):
            entry = entries().get(name)
            if entry is not None and entry.type in numbers:
                found[name] = ["0", "3", "40", "900", "25000"]
            elif entry is not None and entry.type is FactType.TRUTH:
                found[name] = ["是", "否"]
    return dict(list(found.items())[:12])


def programmes() -> list[str]:
    """Programmes of one city, as a department answers for."""
    from zhiqiao.web.rulebook.current import rulebook

    found = [each.id for each in rulebook().programmes if each.id.startswith("hz-")]
    return found[:PROGRAMMES]


def facts_of(programme_id: str) -> frozenset[str]:
    """The facts that a programme's rule of the day depends on."""
    from zhiqiao.web.rulebook.current import rulebook

    programme = rulebook().programme(programme_id)
    version = programme.version_on(ON) if programme else None
    return version.facts() if version else frozenset()


def measured() -> dict[str, Any]:
    """CPU seconds of each."""
    from tests.factories import PersonFactory

    from zhiqiao.web.access.row_actor import show_every_row
    from zhiqiao.web.drafts.what_if import worked_out
    from zhiqiao.web.programmes.openings import Span
    from zhiqiao.web.programmes.reminders import Closing, could_apply
    from zhiqiao.web.rulebook.current import rulebook
    from zhiqiao.web.take_up.queries import take_up_of

    show_every_row()
    ids = programmes()
    reviewer = PersonFactory(role="reviewer")
    take_up: Callable[[], Any] = lambda: take_up_of(reviewer, ids, ON)  # noqa: E731
    first, again = cpu_s(take_up), cpu_s(take_up)
    book = rulebook()
    closings = [Closing(id_, id_, Span(None, ON), ON, 0) for id_ in ids]
    return {
        "programmes": len(ids),
        "entitled": [each.entitled for each in take_up()],
        "take_up_first_cpu_s": first,
        "take_up_again_cpu_s": again,
        "reminders_cpu_s": cpu_s(lambda: list(could_apply(book, closings, on=ON))),
        "what_if_cpu_s": cpu_s(lambda: worked_out(book, book, ids[0], on=ON)),
    }


def cpu_s(work: Callable[[], Any]) -> float:
    """CPU seconds of one run."""
    began = time.process_time()
    work()
    return round(time.process_time() - began, 3)


if __name__ == "__main__":
    main()
