"""The way to the bank, as the operator has set it."""

from functools import cache
from pathlib import Path

from django.conf import settings

from zhiqiao.bank import BankLink
from zhiqiao.bank.folder_link import FolderLink
from zhiqiao.bank.http_link import HttpBankLink
from zhiqiao.bank.links import Sign, Verify
from zhiqiao.bank.sftp_link import SftpLikeFolderLink
from zhiqiao.bank.signing import signer, verifier
from zhiqiao.common import ErrorCode, ZhiqiaoError

FOLDER, SFTP_FOLDER = "folder:", "sftp-folder:"


def bank_link() -> BankLink | None:
    """The link that `ZHIQIAO_BANK` names; None where none is set: payments wait.

    Raises:
        ZhiqiaoError: SETTING_BAD; it names no way that is known.
    """
    return link_to(settings.ZHIQIAO_BANK) if settings.ZHIQIAO_BANK else None


@cache
def link_to(address: str) -> BankLink:
    """The link to an address, kept: an SFTP folder is watched from one look to the next."""
    sign, verify = _signer(), bank_verifier()
    if address.startswith(FOLDER):
        return FolderLink(Path(address.removeprefix(FOLDER)), sign=sign, verify=verify)
    if address.startswith(SFTP_FOLDER):
        folder = Path(address.removeprefix(SFTP_FOLDER))
        return SftpLikeFolderLink(folder, sign=sign, verify=verify)
    if address.startswith(("http://", "https://")):
        return HttpBankLink(address, sign=sign, verify=verify)
    raise ZhiqiaoError(
        ErrorCode.SETTING_BAD,
        name="ZHIQIAO_BANK",
        expected="http://host:port | folder:/path | sftp-folder:/path",
        value=address[:60],
    )


def _signer() -> Sign | None:
    path = settings.ZHIQIAO_BANK_SIGNING_KEY
    return signer(Path(path).read_bytes()) if path else None


def bank_verifier() -> Verify | None:
    """Checks signatures of the bank; None where its key is not set."""
    path = settings.ZHIQIAO_BANK_PUBLIC_KEY
    return verifier(Path(path).read_bytes()) if path else None
