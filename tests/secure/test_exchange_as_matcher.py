"""Sending to the bank and reading from it, really done as the background worker's role."""

import json

import pytest
from django.conf import settings
from django.db import connection
from django.utils.timezone import localdate
from tests.secure.bank_talk import assert_sound
from tests.secure.paying import Paying
from tests.secure.test_database_roles import as_matcher
from tests.unit.bank.test_bank_process import running

from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.reconciliation.models import BankFile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has no roles; make test runs both"
    ),
]
EXCHANGE = """
import json
from zhiqiao.web.jobs.workers import this_worker
from zhiqiao.web.payouts.links import bank_link
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.exchange import fetch_files
print(json.dumps([send_due(bank_link(), worker=this_worker()), fetch_files(bank_link())]))
"""


def test_a_list_is_sent_accepted_and_settled(tmp_path):
    paying = Paying()
    paying.released()
    with running(tmp_path, "--faults", "none", "--day", f"{localdate()}") as bank:
        told = {"ZHIQIAO_BANK": bank.url, "ZHIQIAO_DATA": str(settings.ZHIQIAO_DATA)}
        assert json.loads(as_matcher(EXCHANGE, **told)) == [1, 1]
        assert states() == {"accepted"}
        bank.call("POST", "/advance")
        sent, fetched = json.loads(as_matcher(EXCHANGE, **told))
    assert (sent, fetched > 0) == (0, True)
    assert states() == {"settled"}
    assert {each.state for each in BankFile.objects.unscoped()} == {"read"}
    assert_sound(paying.department)


def states():
    return {each.state for each in Payment.objects.unscoped()}
