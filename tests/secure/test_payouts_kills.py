"""Killed at every named place and anywhere between: nothing is lost, half paid or paid twice."""

import os
from datetime import date
from itertools import chain

import pytest
from django.db import connection
from tests.secure.paying_site import RETURNS, ROUGH, STEPS, PayingSite, payer
from tests.unit.bank.test_bank_process import running

from zhiqiao.web.payouts.failpoints import PLACES

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("ZHIQIAO_ROUNDS", "1"))
SEED = 20_261
ALL_RETURN = RETURNS | {"returned_bp": 10_000}
"""Whatever the numbers of the payments are, by which the bank draws."""


@pytest.fixture
def database(tmp_path, new_site):
    """A data folder, and what else says where its database is: a server's, or a file's."""
    if connection.vendor != "postgresql":
        return new_site(tmp_path / "var"), {}
    from tests.postgresql import server

    address = server.address("zhiqiao_web", connection.settings_dict["NAME"])
    return tmp_path / "var", {"ZHIQIAO_DATABASE_URL": address}


@pytest.fixture
def site(tmp_path, database):
    data, more = database
    today = date.today().isoformat()  # noqa: DTZ011 -- the bank lives on the site's day
    with (
        running(tmp_path / "bank", "--faults", "none", "--day", today) as bank,
        payer(data, bank.url, **more) as process,
    ):
        found = PayingSite(process, bank, seed=SEED)
        found.prepare()
        yield found


def test_killed_at_every_place(site):
    for _ in range(ROUNDS):
        site.round(rates=ALL_RETURN)
        site.round(how=":error", rates=ALL_RETURN)
    assert {each.partition("@")[0] for each in site.kills if ":" not in each} == set(PLACES)
    assert sum(site.kills.values()) >= 40 * ROUNDS


def test_killed_anywhere(site):
    """At statements that chance picks, before or after they took effect, commits included."""
    for _ in range(ROUNDS):
        site.round(anywhere=6, rates=ROUGH)
    assert sum(site.kills.values()) >= 45 * ROUNDS


def test_every_named_place_is_tried():
    tried = {each.partition("@")[0] for each in chain.from_iterable(STEPS.values())}
    assert tried == set(PLACES)
