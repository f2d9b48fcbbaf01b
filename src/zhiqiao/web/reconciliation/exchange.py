"""Fetching files of the bank and reading them: the work between the actions."""

import logging
import threading
import zlib
from functools import partial

from django.conf import settings
from django.db import DataError

from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.links import BankLink
from zhiqiao.bank.reading import kind_of, read_any
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.ledger import LedgerRefusedError, Outcome
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.jobs.workers import this_worker
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.keeping_on import keep_on
from zhiqiao.web.payouts.links import bank_link
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation import actions
from zhiqiao.web.reconciliation.addressing import department_named_in
from zhiqiao.web.reconciliation.models import (
    BankCursor,
    BankFile,
    BankFileContent,
    BankFileState,
)
from zhiqiao.web.vault.sealing import open_sealed

LOOKED_AT = 1_000

log = logging.getLogger(__name__)


def fetch_files(link: BankLink, *, link_name: str = "") -> int:
    """Keeps what the bank has sent since the last time, and reads it; how many files.

    Args:
        link: the way to the bank.
        link_name: under which it is kept how far it was fetched; `ZHIQIAO_BANK` unless told.

    Raises:
        BankUnreachableError: the bank does not answer; the next time goes on from here.
    """
    link_name = link_name or settings.ZHIQIAO_BANK
    count = 0
    while True:
        with every_row_for("how far a link was fetched"):
            known = BankCursor.objects.filter(link=link_name).first()
        files = link.fetch(after=known.position if known else "")
        for arrived in files:
            file = actions.fetch_one(link_name=link_name, arrived=arrived)
            link.acknowledge(arrived)
            try_to_read(file)
            count += 1
        if not files:
            return count


def start_exchange(stopped: threading.Event) -> list[threading.Thread]:
    """Sends to the bank and fetches from it, each in a thread, until told to stop.

    The threads; none where no bank is set, and payments wait.
    """
    link = bank_link()
    if link is None:
        return []
    threads = [
        threading.Thread(target=keep_on, args=(work,), kwargs={"stopped": stopped}, daemon=True)
        for work in (
            partial(send_due, link, worker=this_worker()),
            partial(_fetch_and_read, link),
        )
    ]
    for each in threads:
        each.start()
    return threads


def _fetch_and_read(link: BankLink) -> None:
    fetch_files(link)
    read_arrived()


def read_arrived() -> int:
    """Reads what has arrived and nobody has read, oldest first; how many files."""
    with every_row_for("files of the bank that wait to be read"):
        rows = BankFile.objects.unscoped().filter(state=BankFileState.ARRIVED)
        waiting = list(rows.order_by("pk")[:LOOKED_AT])
    return sum(try_to_read(each) for each in waiting)


def try_to_read(file: BankFile) -> bool:
    """Whether it was read or refused; what goes wrong besides keeps no other file waiting."""
    try:
        return read_file(file).state != BankFileState.ARRIVED
    except Exception:
        log.exception("The file %s of the bank could not be read; it stays as it arrived", file.pk)
        return False


def read_file(file: BankFile) -> BankFile:
    """Reads a file that has arrived and books what it says; the file as it is then.

    One that cannot be used is refused with the reason, and stays. Where another process moved the
    same payments at the same moment, it stays as it arrived and is read the next time.
    """
    try:
        _read(file)
    except ZhiqiaoError as error:
        if not _is_final(error):
            raise
        actions.note_refusal(file_id=file.pk, error=error)
    except RefusedError:
        pass
    fail_at("read-after-commit")
    with every_row_for("a file of the bank that was just read"):
        file.refresh_from_db(from_queryset=BankFile.objects.unscoped())
    return file


def _read(file: BankFile) -> None:
    content = content_of(file)
    try:
        said = read_any(content)
        actions.take_in(file_id=file.pk, said=said, kind=kind_of(content)[:8])
    except (ZhiqiaoError, DataError, OverflowError) as error:
        refusal = _refusal_of(error)
        if not _is_final(refusal):
            raise
        with every_row_for("the department that a file names"):
            named = department_named_in(content)
        actions.note_refusal(file_id=file.pk, error=refusal, named=named)


def _refusal_of(error: Exception) -> ZhiqiaoError:
    """The error as the file's page tells it; numbers that do not fit are the file's fault."""
    is_too_much = isinstance(error, LedgerRefusedError) and error.outcome == Outcome.TOO_MUCH
    if isinstance(error, ZhiqiaoError) and not is_too_much:
        return error
    return ZhiqiaoError(ErrorCode.BANK_FILE_UNBOOKABLE)


def _is_final(error: ZhiqiaoError) -> bool:
    """Whether the file itself is at fault, and not the ledger or the database."""
    return isinstance(error, BankFileError) or str(error.code).startswith(("bank_", "sealed_"))


def content_of(file: BankFile) -> bytes:
    """The bytes as they arrived; the caller has decided that their reader may.

    Raises:
        ZhiqiaoError: what is stored was changed, or its master key is missing.
    """
    with every_row_for("the bytes of a file of the bank"):
        row = BankFileContent.objects.unscoped().get(file=file)
    return zlib.decompress(open_sealed(row.sealed, purpose=actions.PURPOSE))
