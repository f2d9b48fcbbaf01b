"""The whole PostgreSQL is killed, durable as in production: nothing is lost, nothing is half."""

import pytest
from benchmarks.durable_postgresql import durable_server
from benchmarks.prove_payouts import server_kills

pytestmark = [pytest.mark.proof, pytest.mark.one_database]
KILLS = 10


def test_every_process_of_the_server_is_killed_at_once(tmp_path):
    with durable_server() as server:
        told = server_kills(server, tmp_path, wanted=KILLS, seed=7)
    assert told["kills"] >= KILLS
    assert len(told["while"]) >= 3
