"""`zhiqiao payout demo`: a whole rehearsal as a stranger runs it; and where it is refused."""

import threading

import pytest
from tests.factories import OrganisationFactory
from tests.secure.operating import refused, told

from zhiqiao.bank.errors import BankUnreachableError
from zhiqiao.cli.payout.demo import refuse_elsewhere
from zhiqiao.cli.serve import simulated_bank
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.demo.rehearsal_actions import prepare
from zhiqiao.web.payouts import keeping_on
from zhiqiao.web.payouts.models import BankAccount


@pytest.mark.one_database
def test_everyone_is_paid_and_every_fen_is_accounted_for(tmp_path):
    found = told("payout", "demo", "--payees", 30, "--amount", 1234, data=tmp_path)
    seconds = found.pop("seconds")
    assert found == {
        "payees": 30, "total_fen": 123_400, "settled": 30, "rejected": 0, "returned": 0,
        "ledger_ok": True,
    }  # fmt: skip
    assert 0 < seconds["click_to_queued"] < seconds["click_to_accepted"] < seconds["full_loop"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.one_database
def test_less_than_a_fen_each_is_refused(tmp_path):
    asked = ("payout", "demo", "--payees", 1_000, "--amount", 1)
    assert refused(*asked, data=tmp_path) == ErrorCode.AMOUNT_TOO_SMALL


@pytest.mark.django_db
def test_it_is_rehearsed_in_no_database_that_holds_anything_else():
    prepare(payees=2, total_fen=1_000, year=2026)
    refuse_elsewhere()
    OrganisationFactory()
    with pytest.raises(ZhiqiaoError) as caught:
        refuse_elsewhere()
    assert caught.value.code is ErrorCode.REHEARSAL_NOT_HERE


@pytest.mark.django_db
def test_no_simulated_bank_beside_a_real_one(tmp_path, settings, monkeypatch):
    monkeypatch.delenv("ZHIQIAO_BANK", raising=False)
    monkeypatch.setenv("ZHIQIAO_BANK", "")
    cast = prepare(payees=2, total_fen=1_000, year=2026)
    assert [each.job for each in simulated_bank(tmp_path, 8_000)] == ["bank"]
    settings.ZHIQIAO_BANK = "folder:/somewhere"
    with pytest.raises(ZhiqiaoError) as caught:
        simulated_bank(tmp_path, 8_000)
    assert caught.value.code is ErrorCode.BANK_SIMULATED_NOT_HERE
    settings.ZHIQIAO_BANK = ""
    type(cast.department).objects.filter(pk=cast.department.pk).update(is_demo=False)
    assert BankAccount.objects.unscoped().count() == 1
    with pytest.raises(ZhiqiaoError) as caught:
        simulated_bank(tmp_path, 8_000)
    assert caught.value.code is ErrorCode.BANK_SIMULATED_NOT_HERE


@pytest.mark.django_db
def test_the_exchange_goes_on_after_faults_and_says_once_that_the_bank_is_silent(
    monkeypatch, caplog
):
    monkeypatch.setattr(keeping_on, "UNREACHABLE_PAUSE_S", 0)
    monkeypatch.setattr(keeping_on, "PAUSE_S", 0)
    stopped = threading.Event()
    silent = BankUnreachableError(ErrorCode.BANK_UNREACHABLE, name="-", why="refused")
    faults = [silent, silent, ValueError(), None, silent]

    def work():
        fault = faults.pop(0)
        if not faults:
            stopped.set()
        if fault is not None:
            raise fault

    with caplog.at_level("WARNING", logger=keeping_on.__name__):
        keeping_on.keep_on(work, stopped=stopped)
    assert [each.levelname for each in caplog.records] == ["WARNING", "ERROR", "WARNING"]
