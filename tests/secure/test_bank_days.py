"""Days of a department and a bank that errs wherever it can: every fen explained every evening."""

import json
import os
from dataclasses import fields

import pytest
from tests.factories import OrganisationFactory
from tests.secure.operating import python, told

from zhiqiao.bank.simulator import NASTY, NONE, Faults
from zhiqiao.cli.payout.simulate import refuse_where_anything_is
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.demo.bank_days.rehearsing import CALM_DAYS, Wanted, rehearse
from zhiqiao.web.demo.bank_days.truth import Break
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.reconciliation.models import StatementLine

IS_POSTGRESQL = os.environ.get("ZHIQIAO_TEST_DATABASE") == "postgresql"
DAYS = 8 if IS_POSTGRESQL else 28
SEEDS = (1,) if IS_POSTGRESQL else (1, 2, 3, 4)
"""With the calm days behind them 20 days on PostgreSQL; on SQLite 160, and 40 of the merciless."""
MERCILESS = Faults(
    **{name: max(1_500, min(3 * rate, 3_000)) for name, rate in NASTY.rates().items()}
)
OF_THE_WAY = {"files_out_of_order", "file_with_doctype", "other_currency", "old_file_again"}
OF_PEOPLE = {
    "account_changed_after_approval", "approval_voided", "clock_back_an_hour", "clicked_twice",
    "list_cancelled", "budget_lowered", "budget_too_small", "reissued", "return_released",
    "clawed_back", "paid_back", "remedy_refused", "resolved_explain", "resolved_offset",
    "resolved_settle", "year_opened", "year_closed", "programme_withdrawn_after_approval",
}  # fmt: skip


@pytest.mark.django_db(transaction=True, reset_sequences=not IS_POSTGRESQL)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_nasty_bank_breaks_nothing(seed):
    found = rehearse(Wanted(days=DAYS, seed=seed, faults=NASTY, payees_a_day=3))
    assert found.breaks == ()
    assert found.days == DAYS + CALM_DAYS
    assert found.payments["settled"] > 0 < found.paid_fen
    assert set(found.payments) <= {
        "settled", "rejected", "reissued", "given_up", "clawed_back",
    }  # fmt: skip


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_every_single_fault_happens_to_a_merciless_one():
    found = rehearse(Wanted(days=28, seed=6, faults=MERCILESS, haste=4))
    assert found.breaks == ()
    of_bank = {each.name.removesuffix("_bp") for each in fields(Faults)}
    assert (of_bank | OF_THE_WAY) - set(found.faults) == set()
    assert OF_PEOPLE - set(found.deeds) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["line", "payment"])
def test_what_is_changed_behind_it_is_a_break_on_that_day(what):
    def change(day):
        if day == 6:
            rows = StatementLine.objects.unscoped().filter(state="matched", direction="out")
            if what == "line":
                rows.filter(pk=rows.first().pk).update(amount_fen=1)
            else:
                paid = rows.first().payment
                Payment.objects.unscoped().filter(pk=paid.pk).update(state="given_up")

    found = rehearse(Wanted(days=9, seed=1, faults=NONE), progress=change)
    assert found.days == 7
    assert all(isinstance(each, Break) and each.what for each in found.breaks)
    wanted = {"line": "bank_moves_with_ledger", "payment": "lines_bear_out_payment"}
    assert wanted[what] in {each.what for each in found.breaks}


CODE = """
import json
from dataclasses import asdict
from zhiqiao.bank.simulator import NASTY
from zhiqiao.web.demo.bank_days.rehearsing import Wanted, rehearse
print(json.dumps(asdict(rehearse(Wanted(days=6, seed=3, faults=NASTY))), default=str))
"""


@pytest.mark.proof
@pytest.mark.one_database
def test_a_seed_goes_the_same_way_again(tmp_path, new_site):
    once, again = (json.loads(python(CODE, data=new_site(tmp_path / n))) for n in ("a", "b"))
    assert once == again
    assert once["faults"]


@pytest.mark.proof
@pytest.mark.one_database
def test_the_command_says_how_it_went(tmp_path):
    found = told("payout", "simulate", "--days", 1, "--seed", 3, "--faults", "none", data=tmp_path)
    assert (found["seed"], found["days"], found["breaks"]) == (3, 1 + CALM_DAYS, 0)
    assert found["payments"]["settled"] >= 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_no_days_are_rehearsed_where_anything_is():
    refuse_where_anything_is()
    OrganisationFactory()
    with pytest.raises(ZhiqiaoError) as caught:
        refuse_where_anything_is()
    assert caught.value.code is ErrorCode.REHEARSAL_NOT_HERE
