"""Reads the whole chain and compares it with what was signed and noted outside the database."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from zhiqiao.web.audit.chain import GENESIS, Link, audit_key, key_id, linker, tail
from zhiqiao.web.audit.checkpoints import checkpoints, public_key
from zhiqiao.web.audit.diagnosing import Break, diagnose
from zhiqiao.web.audit.findings import Finding, Tampering, Verdict, checked_lines
from zhiqiao.web.audit.reading import BATCH, rows_after
from zhiqiao.web.audit.signing import Checkpoint
from zhiqiao.web.audit.witness import Note, folder, locked, notes, signed_until

Progress = Callable[[int, int], object]


@dataclass(slots=True)
class _Known:
    """What is known from outside the database, and how the rows compare with it."""

    macs: dict[int, set[bytes]]
    sound_until: int = 0
    differing: list[tuple[int, int]] = field(default_factory=list)
    rewritten: int = 0

    def compare(self, number: int, mac: bytes) -> None:
        """Takes note whether a row is the one that was signed or noted."""
        expected = self.macs.pop(number)
        if expected == {mac}:
            self.sound_until = number
            return
        self.differing.append((self.sound_until + 1, number))
        self.rewritten += mac in expected


def verify(progress: Progress = lambda _done, _total: None) -> Verdict:
    """Checks every row, every checkpoint and every line of the witness.

    Args:
        progress: called now and then with how many rows are checked and how many there are.

    Raises:
        ZhiqiaoError: a key is missing.
    """
    begun = time.perf_counter()
    noted, signed = notes(), checkpoints()
    number, _at, _mac = tail()
    key = audit_key(is_new=number == 0 and not signed)
    good, bad_lines = checked_lines(signed, public_key() if signed else None)
    if signed_until() > max((each.number for each in good), default=0):
        line = len(signed) + 1
        bad_lines.append(Finding(Tampering.CHECKPOINT_LOST, line, line))
    if any(each.key != key_id(key) for each in good):
        rows, breaks, findings = 0, 0, [Finding(Tampering.KEY_DIFFERS, 1, max(1, number))]
    else:
        known = _Known(_known_macs(good, noted))
        rows, breaks, findings = _walk(linker(key), known, lambda done: progress(done, number))
        findings += [] if breaks else _compared_end(rows, known)
    verdict = Verdict(
        rows=rows,
        breaks=breaks,
        checkpoints=len(good),
        last_checkpoint=max((each.number for each in good), default=0),
        findings=(*findings, *bad_lines),
        seconds=time.perf_counter() - begun,
    )
    _remember(verdict)
    return verdict


def last_verified() -> Mapping[str, object] | None:
    """When the chain was verified last, how many rows, and whether they held; None if never."""
    try:
        found = json.loads((folder() / "verified.json").read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _walk(
    link: Link, known: _Known, progress: Callable[[int], object]
) -> tuple[int, int, list[Finding]]:
    """Reads all rows: the last number, at how many places the chain breaks, and how at the first.

    After a break the walk goes on from what is stored, so that breaks are counted, not rows.
    """
    previous, expected, breaks = GENESIS, 1, 0
    findings: list[Finding] = []
    due = known.macs
    everything = dict(due)
    for number, mac, body in rows_after(0):
        if link(previous, body) != mac or number != expected:
            breaks += 1
            if breaks == 1:
                findings.append(diagnose(Break(link, expected, previous, everything)))
        if number in due and not breaks:
            known.compare(number, mac)
        previous, expected = mac, number + 1
        if not number % BATCH:
            progress(number)
    return expected - 1, breaks, findings


def _compared_end(rows: int, known: _Known) -> list[Finding]:
    """What a chain that holds in itself lacks, or says otherwise than it was signed or noted."""
    beyond = [number for number in known.macs if number > rows]
    if known.differing:
        first, last = known.differing[0]
        is_replaced = known.rewritten > 0 or bool(beyond)
        kind = Tampering.TAIL_REPLACED if is_replaced else Tampering.RECOMPUTED
        return [Finding(kind, first, last)]
    return [Finding(Tampering.TAIL_CUT, rows + 1, max(beyond))] if beyond else []


def _known_macs(good: list[Checkpoint], noted: list[Note]) -> dict[int, set[bytes]]:
    """By row number the macs that were signed or noted; more than one only after tampering."""
    macs: dict[int, set[bytes]] = {each.number: {bytes.fromhex(each.mac)} for each in good}
    for each in noted:
        macs.setdefault(each.number, set()).add(each.mac)
    return macs


def _remember(verdict: Verdict) -> None:
    """Keeps when and how the verification ended, for the auditor's page."""
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": verdict.rows,
        "is_sound": verdict.is_sound,
    }
    with locked() as place:
        (place / "verified.json").write_text(json.dumps(told))
