"""What is declared unpaid is not paid after all: files that lie in wait, lines not cleared yet."""

import pytest
from django.utils import timezone
from tests.secure.bank_talk import Bank, differences, paid, report, statement, states
from tests.secure.paying import Paying

from zhiqiao.bank.errors import BankRefusedError, BankTimeoutError
from zhiqiao.bank.links import Enquiry
from zhiqiao.bank.simulator import NONE, SimulatedBank
from zhiqiao.bank.simulator.link import SimulatedLink
from zhiqiao.bank.values import Direction, Status
from zhiqiao.common import ErrorCode
from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.ledger.set_actions import Rows
from zhiqiao.web.payouts.models import Chunk, Payment
from zhiqiao.web.payouts.payment_actions import lock_books, reject_all
from zhiqiao.web.payouts.refused_actions import give_up, send_again
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.difference_actions import approve_remedy, propose_remedy
from zhiqiao.web.reconciliation.missing_actions import note_missing
from zhiqiao.web.reconciliation.models import Remedy

pytestmark = pytest.mark.django_db


class MuteBank(SimulatedLink):
    """A bank that takes files or not, and answers to enquiries or not."""

    def __init__(self):
        super().__init__(SimulatedBank(faults=NONE))
        self.fault = self.answer = None
        self.handed_over = 0

    def send(self, name, *, content):
        if self.fault is BankTimeoutError:
            raise BankTimeoutError(ErrorCode.BANK_TIMEOUT, name=name, why="-")
        if self.fault is BankRefusedError:
            raise BankRefusedError(ErrorCode.BANK_REFUSED, name=name, status=403, detail="-")
        self.handed_over += 1
        return super().send(name, content=content)

    def enquire(self, message_id):
        return self.answer or super().enquire(message_id)


@pytest.fixture
def link():
    return MuteBank()


def chunk():
    return Chunk.objects.unscoped().select_related("payout_list__organisation").get()


def some_days_later():
    return note_missing(add_working_days(timezone.localdate(), 5))


def declared_unpaid(cast, found):
    digest = propose_remedy(
        actor=cast.maker, difference=found, remedy=Remedy.NOT_PAID, note="银行来电"
    )
    approve_remedy(actor=cast.checker, difference=found, digest=digest)


def one_is_rejected(paying):
    """As if the bank, or a colleague, had decided one payment of the file by itself."""
    payment = Payment.objects.unscoped().order_by("pk").first()
    with system_action("test"):
        lock_books(paying.department)
        found = Rows("SELECT id AS payment_id, 'AC04' AS reason FROM payouts_payment WHERE id = %s",
                     (payment.pk,))  # fmt: skip
        reject_all(found, on=timezone.localdate())
        audit(actor=None, action="give_up_chunk", what=payment)


def none_is_due_now():
    with system_action("test"):
        Chunk.objects.unscoped().update(claimed_until=None)
        audit(actor=None, action="free_chunks", what=Chunk)


class TestWhatMayStillBeSent:
    def test_a_file_of_which_nobody_knows_is_not_missing(self, link):
        Paying(payees=2).released()
        link.fault = BankTimeoutError
        send_due(link, worker="")
        assert chunk().state == "unknown"
        assert some_days_later() == 0

    @pytest.mark.parametrize("state", ["queued", "sending", "unknown", "refused"])
    def test_nor_is_it_declared_unpaid(self, link, state):
        paying = Paying(payees=1)
        paying.released()
        send_due(link, worker="")
        assert some_days_later() == 1
        with system_action("test"):
            Chunk.objects.unscoped().update(state=state)
            audit(actor=None, action="free_chunks", what=Chunk)
        with pytest.raises(RefusedError, match="还可能再发给银行"):
            declared_unpaid(paying, differences()[0])
        assert Payment.objects.unscoped().get().state == "queued"

    def test_a_file_with_a_payment_that_is_decided_is_not_sent(self, link):
        paying = Paying(payees=2)
        paying.released()
        link.fault, link.answer = BankTimeoutError, Enquiry.UNREACHABLE
        send_due(link, worker="")
        one_is_rejected(paying)
        link.fault = link.answer = None
        none_is_due_now()
        assert send_due(link, worker="") == 0
        assert (link.handed_over, chunk().state, chunk().problem) == (0, "refused", "overtaken")
        assert Message.objects.unscoped().filter(kind="file-refused").exists()


@pytest.fixture
def refused(link):
    paying = Paying(payees=2)
    paying.released()
    link.fault = BankRefusedError
    send_due(link, worker="")
    link.fault = None
    assert chunk().state == "refused"
    return paying


class TestWhatTheBankDidNotTake:
    def test_it_is_sent_again_as_a_whole_or_given_up(self, link, refused, client):
        one_is_rejected(refused)
        with pytest.raises(RefusedError, match="再付一次"):
            send_again(actor=refused.maker, chunk=chunk())
        client.force_login(refused.maker)
        page = client.get(f"/payouts/{chunk().payout_list_id}/live/").content.decode()
        assert "放弃这个文件" in page
        assert "原样再发" not in page
        assert give_up(actor=refused.maker, chunk=chunk(), link=link) == 1
        assert {each.state for each in Payment.objects.unscoped()} == {"rejected"}

    @pytest.mark.parametrize(
        ("answer", "words", "state"),
        [
            (Enquiry.KNOWN, "银行说它有这个文件", "sent"),
            (Enquiry.UNREACHABLE, "现在问不到", "refused"),
        ],
    )
    def test_it_is_not_given_up_while_the_bank_may_have_it(
        self, link, refused, answer, words, state
    ):
        link.answer = answer
        with pytest.raises(RefusedError, match=words):
            give_up(actor=refused.maker, chunk=chunk(), link=link)
        assert chunk().state == state
        assert {each.state for each in Payment.objects.unscoped()} == {"queued"}

    def test_what_is_said_of_an_earlier_attempt_is_not_said_of_this_one(self, link, refused):
        seen = chunk()
        send_again(actor=refused.maker, chunk=seen)
        link.fault = BankRefusedError
        send_due(link, worker="")
        with pytest.raises(RefusedError, match="已经有人办过"):
            give_up(actor=refused.maker, chunk=seen, link=link)


class TestWhatIsNotClear:
    def test_what_was_paid_with_a_wrong_amount_is_not_declared_unpaid(self):
        bank = Bank(payees=1)
        bank.accept()
        (payment,) = bank.payments
        assert some_days_later() == 1
        wrong = payment.amount_fen - 1
        bank.take(statement([paid(payment, amount_fen=wrong)]))
        missing, different = differences()
        with pytest.raises(RefusedError, match="还没有核清"):
            declared_unpaid(bank.cast, missing)
        note = {"actor": bank.cast.maker, "note": "银行回函"}
        digest = propose_remedy(difference=different, remedy=Remedy.EXPLAIN, **note)
        approve_remedy(actor=bank.cast.checker, difference=different, digest=digest)
        with pytest.raises(RefusedError):
            propose_remedy(difference=missing, remedy=Remedy.SETTLE, **note)
        assert states(bank) == ["accepted"]

    def test_nor_is_it_missing(self):
        bank = Bank(payees=1)
        bank.accept()
        (payment,) = bank.payments
        bank.take(statement([paid(payment, amount_fen=payment.amount_fen - 1)]))
        assert some_days_later() == 0
        back = paid(payment, amount_fen=payment.amount_fen - 1, direction=Direction.IN)
        bank.take(statement([back]))
        out, into = differences()
        given = {"actor": bank.cast.maker, "difference": out, "other": into.line}
        digest = propose_remedy(remedy=Remedy.OFFSET, note="更正", **given)
        approve_remedy(actor=bank.cast.checker, difference=out, digest=digest)
        assert some_days_later() == 1

    def test_what_is_missing_and_then_rejected_is_missing_no_more(self):
        bank = Bank(payees=1)
        bank.accept()
        assert some_days_later() == 1
        bank.take(report(bank.message_id, statuses=[(bank.payments[0], Status.REJECTED, "AC04")]))
        assert [(each.state, each.done) for each in differences()] == [("resolved", "arrived")]

    def test_a_file_is_not_refused_while_a_payment_of_it_waits(self):
        bank = Bank(payees=2)
        bank.send()
        first, _second = bank.payments
        pending = [(first, Status.PENDING, "")]
        bank.take(report(bank.message_id, group=Status.REJECTED, statuses=pending))
        assert (states(bank), chunk().state) == (["queued", "rejected"], "sent")
        bank.take(report(bank.message_id, group=Status.REJECTED))
        assert (states(bank), chunk().state) == (["rejected", "rejected"], "refused")
