"""A file that the bank did not take: a person has it sent again as it is, or gives it up."""

import pytest
from tests.secure.bank_talk import assert_sound
from tests.secure.paying import Paying

from zhiqiao.bank.errors import BankRefusedError
from zhiqiao.bank.links import Receipt
from zhiqiao.bank.simulator import NONE, SimulatedBank
from zhiqiao.bank.simulator.link import SimulatedLink
from zhiqiao.common import ErrorCode
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.payouts.models import Chunk, Payment
from zhiqiao.web.payouts.sending import send_due

pytestmark = pytest.mark.django_db


class ClosedBank(SimulatedLink):
    """A bank that takes nothing until it opens, and keeps what it was offered."""

    def __init__(self, bank):
        super().__init__(bank)
        self.is_open = False
        self.offered = []

    def send(self, name, *, content) -> Receipt:
        self.offered.append((name, content))
        if not self.is_open:
            raise BankRefusedError(ErrorCode.BANK_REFUSED, name=name, status=403, detail="closed")
        return super().send(name, content=content)


@pytest.fixture
def link():
    return ClosedBank(SimulatedBank(faults=NONE))


@pytest.fixture
def refused(link):
    paying = Paying()
    paying.released()
    assert send_due(link, worker="") == 0
    return paying


@pytest.fixture
def post(refused, client):
    def send(word, person):
        client.force_login(person)
        return client.post(f"/payouts/files/{chunk().pk}/{word}/", follow=True)

    return send


def chunk():
    return Chunk.objects.unscoped().get()


def states():
    return {each.state for each in Payment.objects.unscoped()}


def test_the_finance_people_are_told_and_nothing_is_sent_by_itself(refused, link):
    assert (chunk().state, states()) == ("refused", {"queued"})
    told = set(
        Message.objects.unscoped().filter(kind="file-refused").values_list("person", flat=True)
    )
    assert told == {refused.maker.pk, refused.checker.pk}
    link.is_open = True
    assert send_due(link, worker="") == 0


def test_sent_again_it_is_the_very_same_file(refused, link, post):
    answer = post("again", refused.maker)
    assert "原样再发" in answer.content.decode()
    link.is_open = True
    assert send_due(link, worker="") == 1
    assert len(set(link.offered)) == 1
    assert len(link.offered) == 2
    assert chunk().state == "sent"


def test_given_up_the_money_is_back_and_the_enterprises_can_be_listed_anew(refused, post):
    answer = post("give-up", refused.checker)
    assert "4 笔没有付出" in answer.content.decode()
    assert "已退回预算" in answer.content.decode()
    assert states() == {"rejected"}
    assert refused.books()[1][3] == 0
    assert_sound(refused.department)
    assert refused.made(title="第二次").count == 4


def test_it_is_decided_once(refused, post):
    post("give-up", refused.checker)
    answer = post("again", refused.maker)
    assert "已经有人办过了" in answer.content.decode()
    assert chunk().state == "refused"


def test_a_stranger_finds_no_such_file(refused, client):
    client.force_login(Paying().maker)
    assert client.post(f"/payouts/files/{chunk().pk}/give-up/").status_code == 404
    assert states() == {"queued"}
