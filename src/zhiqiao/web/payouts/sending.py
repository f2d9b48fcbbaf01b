"""Sending what the click left in the outbox: no lock is held while the bank is spoken to."""

import errno

from zhiqiao.bank import BankLink
from zhiqiao.bank.errors import BankLinkError, BankTimeoutError, BankUnreachableError
from zhiqiao.bank.links import Enquiry, name_of
from zhiqiao.web.payouts import chunk_actions
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.files import content_of
from zhiqiao.web.payouts.models import OVERTAKEN, Chunk, ChunkState
from zhiqiao.web.payouts.queries import has_open_chunks, is_overtaken

OF_FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def send_due(link: BankLink, *, worker: str) -> int:
    """Sends every file that is due, one after the other; how many the bank has now.

    Args:
        link: the way to the bank.
        worker: who sends, as `jobs.workers.this_worker` names it.
    """
    if not has_open_chunks():
        return 0
    chunk_actions.free_abandoned()
    count = 0
    while chunk := chunk_actions.claim(worker=worker):
        fail_at("claim-after-commit")
        count += _send(link, chunk)
    return count


def _send(link: BankLink, chunk: Chunk) -> bool:
    if chunk.state == ChunkState.REFUSED:
        return False
    if chunk.state == ChunkState.UNKNOWN:
        return _after_enquiry(link, chunk)
    return _transmit(link, chunk)


def _after_enquiry(link: BankLink, chunk: Chunk) -> bool:
    """Asks the bank first; only what it does not know is sent again, the same bytes."""
    answer = link.enquire(chunk.message_id)
    fail_at("enquire-after-call")
    if answer == Enquiry.KNOWN:
        chunk_actions.mark_sent(chunk=chunk)
        return True
    if answer == Enquiry.UNREACHABLE:
        chunk_actions.mark_unknown(chunk=chunk, problem="unreachable")
        return False
    return _transmit(link, chunk)


def _transmit(link: BankLink, chunk: Chunk) -> bool:
    fail_at("send-before-call")
    if is_overtaken(chunk):
        chunk_actions.mark_refused(chunk=chunk, problem=OVERTAKEN)
        return False
    try:
        link.send(name_of(chunk.message_id), content=content_of(chunk))
    except BankTimeoutError:
        chunk_actions.mark_unknown(chunk=chunk, problem="timeout")
    except BankUnreachableError as error:
        chunk_actions.mark_unsent(chunk=chunk, problem=_why(error))
    except BankLinkError as error:  # refused, or the name stands for another file there
        chunk_actions.mark_refused(chunk=chunk, problem=str(error.code))
    else:
        fail_at("send-after-call")
        chunk_actions.mark_sent(chunk=chunk)
        fail_at("sent-after-commit")
        return True
    return False


def _why(error: BankUnreachableError) -> str:
    cause = error.__cause__
    is_full = isinstance(cause, OSError) and cause.errno in OF_FULL_DISK
    return "disk_full" if is_full else "unreachable"
