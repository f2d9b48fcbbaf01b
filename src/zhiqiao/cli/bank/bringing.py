"""`zhiqiao bank import` and `bank fetch`: what the bank sent is kept, read and booked."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.reading import kind_of
from zhiqiao.cli.bank.listing import told
from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError

if TYPE_CHECKING:
    from zhiqiao.web.reconciliation.models import BankFile

REFUSED = 1
_MESSAGE = re.compile(r"[a-z]{4}\.[0-9]{3}\.")
_NO_MESSAGE = (
    ErrorCode.BANK_FILE_BROKEN, ErrorCode.BANK_FILE_TRUNCATED, ErrorCode.BANK_FILE_NOT_UTF8,
)  # fmt: skip
SIGNATURE = ".sig"


def perform(paths: list[Path], *, as_json: bool) -> None:
    """Takes each file in, in their order; those that cannot be used are kept with the reason.

    Raises:
        ZhiqiaoError: FILE_MISSING, or BANK_FILE_UNKNOWN_KIND for one that is no file of any bank,
            before anything is taken in.
        Exit: with 1 where one was refused.
    """
    missing = next((path for path in paths if not path.is_file()), None)
    if missing is not None:
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=str(missing))
    contents = {path: path.read_bytes() for path in paths}
    for path, content in contents.items():
        if not _is_of_a_bank(content):
            raise ZhiqiaoError(ErrorCode.BANK_FILE_UNKNOWN_KIND, kind=path.name)
    set_up_site()
    from zhiqiao.web.reconciliation.actions import receive
    from zhiqiao.web.reconciliation.exchange import read_file

    taken = [
        read_file(receive(name=path.name, content=contents[path], signature=_signature(path)))
        for path in paths
    ]
    _report(taken, as_json=as_json)


def _signature(path: Path) -> bytes | None:
    """The bank's signature that lies beside the file; asked for where the bank's key is set."""
    beside = path.with_name(path.name + SIGNATURE)
    return beside.read_bytes() if beside.is_file() else None


def _is_of_a_bank(content: bytes) -> bool:
    """Whether it begins as an ISO 20022 message does; one that is spoilt further on is kept."""
    try:
        return bool(_MESSAGE.match(kind_of(content)))
    except BankFileError as error:
        return error.code not in _NO_MESSAGE


def fetch(*, as_json: bool) -> None:
    """Fetches over the link that is set, and reads what still waits.

    Raises:
        ZhiqiaoError: BANK_LINK_NONE, BANK_UNREACHABLE.
    """
    set_up_site()
    from zhiqiao.web.payouts.links import bank_link
    from zhiqiao.web.reconciliation.exchange import fetch_files, read_arrived

    link = bank_link()
    if link is None:
        raise ZhiqiaoError(ErrorCode.BANK_LINK_NONE)
    fetched = fetch_files(link)
    read = read_arrived()
    if as_json:
        emit({"fetched": fetched, "read_later": read})
    else:
        note(tr(f"取来 {fetched} 个文件。", f"{fetched} files fetched."))


def _report(files: "list[BankFile]", *, as_json: bool) -> None:
    if as_json:
        emit([told(each) for each in files])
    else:
        for each in files:
            row = told(each)
            counts = tr(
                f"{row['count']} 条，对上 {row['matched']}，差异 {row['different']}",
                f"{row['count']} lines, {row['matched']} matched, {row['different']} different",
            )
            note(f"{row['name']}{tr('：', ': ')}{row['problem'] or counts}")
    if any(each.problem for each in files):
        raise typer.Exit(REFUSED)
