"""A file that cannot be written or handed over waits for a person; the others go on."""

import pytest
from tests.secure.paying import Paying

from zhiqiao.bank.folder_link import FolderLink
from zhiqiao.bank.links import name_of
from zhiqiao.bank.simulator import NONE, SimulatedBank
from zhiqiao.bank.simulator.link import SimulatedLink
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.payouts.models import Chunk
from zhiqiao.web.payouts.refused_actions import send_again
from zhiqiao.web.payouts.sending import send_due

pytestmark = pytest.mark.django_db


def chunks():
    return [
        (each.state, each.problem, bool(each.sha256))
        for each in Chunk.objects.unscoped().order_by("pk")
    ]


def set_code(account, code):
    with system_action("test"):
        PayeeAccount.objects.unscoped().filter(pk=account.pk).update(bank_code=code)
        audit(actor=None, action="change_account", what=account)


@pytest.fixture
def two_files(settings):
    """Two files to be sent; an enterprise of the first one has a code that is no bank's."""
    settings.ZHIQIAO_BANK_FILE_PAYMENTS = 2
    paying = Paying()
    set_code(PayeeAccount.objects.unscoped().order_by("pk").first(), "12")
    return paying, paying.released()


def test_what_cannot_be_written_is_set_aside_and_the_next_file_is_sent(two_files, client):
    paying, released = two_files
    assert send_due(SimulatedLink(SimulatedBank(faults=NONE)), worker="") == 1
    assert chunks() == [("refused", "bank_code_bad", False), ("sent", "", True)]
    assert Message.objects.unscoped().filter(kind="file-refused").exists()
    client.force_login(paying.maker)
    assert "文件写不成" in client.get(f"/payouts/{released.pk}/live/").content.decode()


def test_once_mended_it_is_written_and_sent(two_files):
    paying, _released = two_files
    link = SimulatedLink(SimulatedBank(faults=NONE))
    send_due(link, worker="")
    set_code(PayeeAccount.objects.unscoped().get(bank_code="12"), "102331000018")
    send_again(actor=paying.maker, chunk=Chunk.objects.unscoped().order_by("pk").first())
    assert send_due(link, worker="") == 1
    assert [state for state, _problem, _is_written in chunks()] == ["sent", "sent"]


def test_another_file_of_that_name_at_the_bank_is_for_a_person_to_look_at(tmp_path):
    Paying().released()
    link = FolderLink(tmp_path)
    name = name_of(Chunk.objects.unscoped().get().message_id)
    link.send(name, content=b"another one")
    assert send_due(link, worker="") == 0
    assert chunks() == [("refused", "bank_name_taken", True)]
    assert (link.outgoing / name).read_bytes() == b"another one"
