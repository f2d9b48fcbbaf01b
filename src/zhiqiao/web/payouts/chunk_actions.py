"""What happens to a file on its way to the bank: each step one transaction."""

import hashlib
import zlib
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from zhiqiao.bank.errors import BankFileError
from zhiqiao.web.access import Permission
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.jobs.workers import is_gone
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.files import PURPOSE, written
from zhiqiao.web.payouts.models import OPEN_CHUNKS, Chunk, ChunkContent, ChunkState
from zhiqiao.web.payouts.moves_actions import money_action
from zhiqiao.web.payouts.telling import tell_finance
from zhiqiao.web.vault.sealing import seal

LEASE = timedelta(minutes=5)
"""How long a sender may take before another one looks after the file."""
PAUSE_MAX = timedelta(minutes=10)


@money_action
def claim(*, worker: str) -> Chunk | None:
    """Takes the next file that is to be sent or asked after, for this worker; None without one.

    Its bytes are written and kept here, before anything is sent. A file that another worker
    claimed and left comes back when its lease is over, as one of which nobody knows whether the
    bank has it. One that cannot be written comes back as refused, and does not hold up the others.
    """
    chunk = _next()
    if chunk is None:
        return None
    if chunk.state == ChunkState.SENDING:
        chunk.state = ChunkState.UNKNOWN
    if not chunk.sha256:
        try:
            _keep(chunk, written(chunk))
        except BankFileError as error:
            return _set_aside(chunk, problem=str(error.code))
    fail_at("claim-after-bytes")
    if chunk.state == ChunkState.QUEUED:
        chunk.state = ChunkState.SENDING
    chunk.claimed_by, chunk.claimed_until = worker, timezone.now() + LEASE
    chunk.attempts += 1
    chunk.save()
    audit(actor=None, action="claim_chunk", what=chunk, data={"attempts": chunk.attempts})
    return chunk


@money_action
def free_abandoned() -> int:
    """Has files looked after now whose sender has ended without a word; how many."""
    claimed = Chunk.objects.unscoped().exclude(claimed_by="")
    rows = claimed.filter(state__in=(ChunkState.SENDING, ChunkState.UNKNOWN))
    gone = [each.pk for each in rows if is_gone(each.claimed_by)]
    if gone:
        rows.filter(pk__in=gone).update(claimed_until=timezone.now())
        audit(actor=None, action="free_chunks", what=Chunk, data={"count": len(gone)})
    return len(gone)


@money_action
def mark_sent(*, chunk: Chunk) -> None:
    """The bank has the file."""
    _end_claim(chunk, ChunkState.SENT, sent_at=timezone.now(), problem="")
    audit(actor=None, action="send_chunk", what=chunk, data={"count": chunk.count})
    fail_at("sent-before-commit")


@money_action
def mark_unknown(*, chunk: Chunk, problem: str) -> None:
    """Nobody knows whether the bank has the file: it is asked before anything is sent again."""
    _end_claim(chunk, ChunkState.UNKNOWN, problem=problem, claimed_until=_pause(chunk))
    audit(actor=None, action="chunk_unknown", what=chunk, data={"attempts": chunk.attempts})


@money_action
def mark_unsent(*, chunk: Chunk, problem: str) -> None:
    """The bank surely does not have the file: the same bytes are sent again after a while."""
    _end_claim(chunk, ChunkState.QUEUED, problem=problem, claimed_until=_pause(chunk))
    audit(actor=None, action="chunk_unsent", what=chunk, data={"attempts": chunk.attempts})


@money_action
def mark_refused(*, chunk: Chunk, problem: str) -> None:
    """The bank does not take the file; its payments wait for a person."""
    _end_claim(chunk, ChunkState.REFUSED, problem=problem)
    _note_refusal(chunk)


def _set_aside(chunk: Chunk, *, problem: str) -> Chunk:
    chunk.state, chunk.problem = ChunkState.REFUSED, problem
    chunk.save(update_fields=["state", "problem"])
    _note_refusal(chunk)
    return chunk


def _note_refusal(chunk: Chunk) -> None:
    audit(actor=None, action="chunk_refused", what=chunk, data={"count": chunk.count})
    tell_finance(chunk.payout_list, "file-refused", Permission.PAYOUT_READ)


def _next() -> Chunk | None:
    now = timezone.now()
    is_due = Q(claimed_until=None) | Q(claimed_until__lte=now)
    # Nobody claims or pauses for longer: the clock was set back since.
    is_due |= Q(claimed_until__gt=now + PAUSE_MAX)
    rows = Chunk.objects.unscoped().filter(is_due, state__in=OPEN_CHUNKS).order_by("pk")
    can_skip = connection.features.has_select_for_update_skip_locked
    locked = rows.select_for_update(skip_locked=can_skip, of=("self",))
    return locked.select_related("payout_list__budget_line").first()


def _keep(chunk: Chunk, content: bytes) -> None:
    chunk.sha256 = hashlib.sha256(content).hexdigest()
    sealed = seal(zlib.compress(content, level=1), purpose=PURPOSE)
    ChunkContent.objects.unscoped().create(
        id=sealed.record,
        chunk=chunk,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )


def _end_claim(chunk: Chunk, state: ChunkState, **fields: object) -> None:
    """Writes the new state, if the worker still holds the file; a later claim knows better."""
    changes = {"state": state, "claimed_by": "", "claimed_until": None} | fields
    rows = Chunk.objects.unscoped().filter(pk=chunk.pk, claimed_by=chunk.claimed_by)
    rows.filter(state__in=(ChunkState.SENDING, ChunkState.UNKNOWN)).update(**changes)


def _pause(chunk: Chunk) -> object:
    """When it is tried again: after 1, 2, 4 … seconds, at most ten minutes."""
    pause = min(timedelta(seconds=2 ** min(chunk.attempts - 1, 20)), PAUSE_MAX)
    return timezone.now() + pause
