"""Signed checkpoints: what the chain was, provable to anyone who has the public key.

A line of `audit/checkpoints.jsonl` in the data folder signs (Ed25519) number and mac of a row, a
SHA-256 over the bytes of all rows since the checkpoint before it, and that checkpoint's signature.
The digest needs no secret: with the rows and the public key a third party checks both.
"""

import json
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.web.audit.chain import GENESIS, audit_key, key_id, linker
from zhiqiao.web.audit.reading import rows_after
from zhiqiao.web.audit.signing import Checkpoint, read_checkpoint, started_digest
from zhiqiao.web.audit.witness import Note, folder, forget_until, locked, notes
from zhiqiao.web.keys import read_or_make_key

log = logging.getLogger(__name__)
ROWS_EVERY = 1_000
AGE_S_MAX = 24 * 3600
SEED_BYTES = 32


_known: dict[Path, tuple[int, float]] = {}
"""By folder: up to which row, and when, this process last knew of a checkpoint or tried one."""


def checkpoints() -> list[Checkpoint | None]:
    """All lines in order; None for one that cannot be read."""
    path = folder() / "checkpoints.jsonl"
    if not path.exists():
        return []
    return [read_checkpoint(line) for line in path.read_bytes().splitlines()]


def newest() -> Checkpoint | None:
    """The last line, where it can be read."""
    found = [each for each in checkpoints() if each is not None]
    return found[-1] if found else None


def sign_checkpoint() -> Checkpoint | None:
    """Signs the chain as it is now; None where no row was added since the last checkpoint.

    Raises:
        ZhiqiaoError: the rows since then do not hold, or a key is missing.
    """
    with locked() as place:
        before = newest()
        made = _checked_segment(before, notes())
        if made is None:
            return None
        made = replace(made, signature=_private_key().sign(made.message()).hex())
        _add_line(place / "checkpoints.jsonl", made)
        (place / "public-key.pem").write_bytes(public_pem())
        forget_until(place, before.number if before else 0, signed=made.number)
    _known[folder()] = (made.number, time.time())
    return made


def keep_up(number: int) -> None:
    """Signs a checkpoint when enough rows or a day went by. Called after each commit."""
    place = folder()
    if place not in _known:
        _known[place] = _place_of(newest())
    if not _is_due(number, _known[place]):
        return
    current = _place_of(newest())
    _known[place] = (number, time.time()) if _is_due(number, current) else current
    if not _is_due(number, current):
        return
    try:
        sign_checkpoint()
    except ZhiqiaoError as error:
        log.error("No audit checkpoint: %s", describe(error, "en"))


def public_key() -> Ed25519PublicKey:
    """The key that checks signatures."""
    return _private_key().public_key()


def public_pem() -> bytes:
    """The same as a file for others."""
    return public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _checked_segment(before: Checkpoint | None, noted: Sequence[Note]) -> Checkpoint | None:
    """The unsigned checkpoint of the rows since `before`, every one of them checked."""
    number = before.number if before else 0
    mac = bytes.fromhex(before.mac) if before else GENESIS
    due = {each.number: each.mac for each in noted if each.number > number}
    key = audit_key(is_new=number == 0)
    link, start = linker(key), number
    hashed = started_digest(before.digest if before else "")
    for found, stored, body in rows_after(number):
        mac = link(mac, body)
        number += 1
        if found != number or mac != bytes(stored) or due.pop(found, mac) != mac:
            raise ZhiqiaoError(ErrorCode.AUDIT_BROKEN, number=number)
        hashed.update(body + b"\n")
    if due:
        raise ZhiqiaoError(ErrorCode.AUDIT_BROKEN, number=min(number + 1, *due))
    if number == start:
        return None
    return Checkpoint(
        number=number,
        mac=mac.hex(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        digest=hashed.hexdigest(),
        previous=before.signature if before else "",
        key=key_id(key),
    )


def _private_key() -> Ed25519PrivateKey:
    path = Path(settings.ZHIQIAO_KEYS) / "audit-signing-key"
    if not path.exists() and newest() is not None:
        raise ZhiqiaoError(ErrorCode.AUDIT_KEY_MISSING, path=path)
    return Ed25519PrivateKey.from_private_bytes(read_or_make_key(path, SEED_BYTES))


def _place_of(checkpoint: Checkpoint | None) -> tuple[int, float]:
    if checkpoint is None:
        return (0, 0.0)
    return (checkpoint.number, datetime.fromisoformat(checkpoint.at).timestamp())


def _is_due(number: int, known: tuple[int, float]) -> bool:
    return number - known[0] >= ROWS_EVERY or time.time() - known[1] >= AGE_S_MAX


def _add_line(path: Path, made: Checkpoint) -> None:
    with path.open("ab") as file:
        file.write(json.dumps(asdict(made), sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
