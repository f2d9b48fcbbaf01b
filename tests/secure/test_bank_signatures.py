"""Where the bank signs its files, one without its signature moves no money, whoever asks for it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.secure.bank_talk import Bank, paid, statement, states

from zhiqiao.bank.folder_link import FolderLink
from zhiqiao.bank.signing import new_keys, signer, verifier
from zhiqiao.cli.running import run
from zhiqiao.web.reconciliation.exchange import fetch_files
from zhiqiao.web.reconciliation.models import BankFile, BankFileState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys(settings, tmp_path):
    private, public = new_keys()
    path = tmp_path / "bank.pem"
    path.write_bytes(public)
    settings.ZHIQIAO_BANK_PUBLIC_KEY = str(path)
    return private, public


@pytest.fixture
def bank():
    return Bank()


@pytest.fixture
def maker(client, bank):
    client.force_login(bank.cast.maker)
    return client


def fetched(tmp_path, keys, content, signature=None):
    """The file after it came over a link that asks for signatures."""
    link = FolderLink(tmp_path / "link", verify=verifier(keys[1]))
    link.incoming.mkdir(parents=True, exist_ok=True)
    (link.incoming / "S1.xml").write_bytes(content)
    if signature is not None:
        (link.incoming / "S1.xml.sig").write_bytes(signature)
    fetch_files(link, link_name="signed")
    return BankFile.objects.unscoped().get()


@pytest.mark.parametrize("signature", [None, b"0" * 64])
def test_a_file_without_the_banks_signature_is_not_read_on_request(
    maker, bank, keys, tmp_path, signature
):
    before = states(bank)
    file = fetched(tmp_path, keys, statement([paid(bank.payments[0])]), signature)
    assert file.state == BankFileState.REFUSED
    again = f"/bank-files/{file.pk}/again/"
    assert again not in maker.get(f"/bank-files/{file.pk}/").content.decode()
    answer = maker.post(again, follow=True).content.decode()
    assert "请让银行连同签名重发" in answer
    file.refresh_from_db(from_queryset=BankFile.objects.unscoped())
    assert file.state == BankFileState.REFUSED
    assert states(bank) == before


def test_nor_is_one_brought_by_hand(maker, bank, keys):
    content = statement([paid(bank.payments[0])])
    for signature in ({}, {"signature": SimpleUploadedFile("S1.xml.sig", b"0" * 64)}):
        given = {"file": SimpleUploadedFile("S1.xml", content)} | signature
        answer = maker.post("/bank-files/upload/", given, follow=True).content.decode()
        assert "请连同银行的签名文件一起上传" in answer
        assert not BankFile.objects.unscoped().exists()


def test_a_rightly_signed_one_brought_by_hand_is_read_at_once(maker, bank, keys):
    content = statement([paid(bank.payments[0])])
    signature = SimpleUploadedFile("S1.xml.sig", signer(keys[0])(content))
    given = {"file": SimpleUploadedFile("S1.xml", content), "signature": signature}
    answer = maker.post("/bank-files/upload/", given, follow=True).content.decode()
    assert "已读取：1 条" in answer
    assert states(bank)[0] == "settled"


def test_the_operator_brings_the_signature_beside_the_file(bank, keys, tmp_path):
    path = tmp_path / "S1.xml"
    path.write_bytes(statement([paid(bank.payments[0])]))
    assert run(["bank", "import", str(path)]) == 1
    assert states(bank)[0] == "queued"
    path.with_name("S1.xml.sig").write_bytes(signer(keys[0])(path.read_bytes()))
    assert run(["bank", "import", str(path)]) == 0
    assert states(bank)[0] == "settled"


def test_the_same_file_counts_once_it_comes_signed(bank, keys, tmp_path):
    content = statement([paid(bank.payments[0])])
    fetched(tmp_path, keys, content)
    file = fetched(tmp_path, keys, content, signer(keys[0])(content))
    assert file.state == BankFileState.READ
    assert file.matched == 1
