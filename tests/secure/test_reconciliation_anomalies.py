"""One per cent of anomalies in a few thousand lines: every one is found, and is what it is."""

import pytest
from django.utils import timezone
from tests.secure.bank_talk import Bank, assert_sound, differences, report, statement
from tests.secure.planting import plant

from zhiqiao.bank.values import StatementKind
from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.reconciliation.missing_actions import note_missing
from zhiqiao.web.reconciliation.models import Difference

pytestmark = pytest.mark.django_db(transaction=True)
PAYEES = 2_000


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
def test_every_planted_anomaly_is_classified(seed):
    bank = Bank(payees=PAYEES)
    bank.accept()
    statuses, lines, kinds, missing = plant(bank.payments, share=0.02, seed=seed)
    bank.take(report(bank.message_id, statuses=statuses))
    file = bank.take(statement(lines, kind=StatementKind.STATEMENT))
    found = {each.line.reference: each.kind for each in differences() if each.line is not None}
    settled = [each for each in bank.payments if each.state == "settled"]
    # A return and its payment lie in one file nowhere here: what is early stays early.
    assert found | _twice(found, kinds, lines) == kinds | _twice(found, kinds, lines)
    assert len(found) == len(kinds) == file.different
    assert len(settled) == PAYEES - len(missing) - len(statuses)
    # What a line was about, but wrongly, is in the queue already.
    told = {each.payment_id for each in differences() if each.line is not None}
    silent = {each.pk for each in missing} - told
    assert note_missing(add_working_days(timezone.localdate(), 3)) == len(silent) > 0
    assert_sound(bank.department)
    late = Difference.objects.unscoped().filter(kind="missing")
    assert {each.payment_id for each in late} == silent


def _twice(found, kinds, lines):
    """Of two alike lines either may be the second: which one came first, the shuffle decided."""
    again = {each.end_to_end_id for each in lines if kinds.get(each.reference) == "twice"}
    pairs = {each.reference for each in lines if each.end_to_end_id in again}
    assert sum(found.get(each) == "twice" for each in pairs) == len(again)
    return dict.fromkeys(pairs, "twice")
