"""Faults planted into the product are caught by the same checks that the product passes."""

import os
from contextlib import ExitStack
from datetime import date
from itertools import count
from pathlib import Path
from shutil import copy

import pytest
from django.db import connection
from tests.secure.operating import environment, python
from tests.secure.paying_site import PayingSite, payer
from tests.secure.paying_trials import calm_round, caught, guards, near_bank, races
from tests.secure.planted_bugs import BUGS, Bug

pytestmark = pytest.mark.django_db(transaction=True)
OF_LOCKS = {name: bug for name, bug in BUGS.items() if name.startswith("no row lock")}
QUICK = (
    "no key of the live payment", "no floor", "amounts rounded to yuan",
    "no look at what changed", "the maker approves", "the reservation is kept",
)  # fmt: skip
RACES = 25 if connection.vendor == "postgresql" else 5
ROOT = Path(__file__).parents[2]
_numbers = count(1)
TODAY = date.today()  # noqa: DTZ011 -- the bank lives on the site's day


@pytest.fixture
def new_database(tmp_path, new_site):
    """Makes an empty database: of the server, or a file."""
    if connection.vendor == "postgresql":
        from tests.postgresql import server

        def make():
            name = f"{connection.settings_dict['NAME']}_{next(_numbers)}"
            server.make_database(name)
            return name

        return make
    template = new_site(tmp_path / "var") / "db.sqlite3"
    return lambda: str(copy(template, tmp_path / f"{next(_numbers)}.sqlite3"))


@pytest.fixture
def payers(tmp_path, new_database):
    """Two processes that pay."""
    more = {}
    if connection.vendor == "postgresql":
        from tests.postgresql import server

        address = server.address("zhiqiao_web", connection.settings_dict["NAME"])
        # The administrator, who takes keys away, is found by the same socket.
        more |= {"ZHIQIAO_DATABASE_URL": address, server.SOCKETS: os.environ[server.SOCKETS]}
    with ExitStack() as stack:
        yield [stack.enter_context(payer(tmp_path / "var", "", **more)) for _ in range(2)]


PLANT_EACH = """
import os
from tests.secure.planted_bugs import BUGS
for name, bug in BUGS.items():
    if os.fork() == 0:
        bug.patch()
        os._exit(0)
    assert os.wait()[1] == 0, name
print(len(BUGS))
"""


def test_every_fault_can_still_be_planted(tmp_path):
    """An edit that does not fit the code any more would be told as a fault that was caught."""
    path = f"{ROOT}:{environment(tmp_path)['PYTHONPATH']}"
    assert int(python(PLANT_EACH, data=tmp_path, PYTHONPATH=path)) == len(BUGS)


@pytest.mark.proof
def test_nothing_is_caught_where_nothing_is_planted(payers, new_database):
    given = {"new_database": new_database, "payers": payers, "day": TODAY}
    assert caught(Bug(), "", **given, trials=(guards, calm_round)) is None


def test_two_processes_on_one_list(payers, new_database):
    with near_bank(TODAY) as bank:
        always = {"database": new_database(), "bank": bank.url}
        site, other = (PayingSite(each, bank, always=dict(always)) for each in payers)
        site.prepare(payees=1)
        races(site, other, rounds=RACES)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no row locks")
def test_without_locks_and_keys_the_race_is_lost(payers, new_database):
    """The control: what the race proves is not proved by chance."""
    given = {"new_database": new_database, "payers": payers, "day": TODAY, "trials": (races,)}
    for name, bug in OF_LOCKS.items():
        assert caught(bug, name, **given)[0] == "races"


ALL = pytest.param((), id="all", marks=pytest.mark.proof)


@pytest.mark.proof
@pytest.mark.parametrize("names", [pytest.param(QUICK, id="quick"), ALL])
def test_every_planted_fault_is_caught(payers, new_database, names):
    is_here = {name: bug for name, bug in BUGS.items() if bug.needs in ("", connection.vendor)}
    chosen = {name: is_here[name] for name in names or is_here}
    given = {"new_database": new_database, "payers": payers, "day": TODAY}
    found = {}
    for name, bug in chosen.items():
        found[name] = caught(bug, name, **given)
        print(f"{name} → {found[name]}")  # noqa: T201 -- the table that `make proof` shows
    assert [name for name, by in found.items() if by is None] == []
    assert names or len(found) >= 15
