"""Checks an export as a third party does: with nothing but its files.

Without the secret key the macs cannot be computed; the digests of the checkpoints can, and their
signatures vouch for them. Needs neither Django nor a database.
"""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.audit.canonical import FIELDS
from zhiqiao.web.audit.findings import Finding, Tampering, Verdict, checked_lines
from zhiqiao.web.audit.signing import Checkpoint, read_checkpoint, started_digest


def verify_exported(path: Path) -> Verdict:
    """Whether the rows of an exported file are those that the checkpoints beside it signed.

    Raises:
        ZhiqiaoError: a file is missing or cannot be read.
    """
    begun = time.perf_counter()
    signed_path, key_path = beside(path)
    public = _public_key(key_path)
    lines = [read_checkpoint(line) for line in _content(signed_path).splitlines()]
    good, findings = checked_lines(lines, public)
    rows, differing = _compare(_bodies(path), good)
    last = max((each.number for each in good), default=0)
    return Verdict(
        rows=rows,
        breaks=len(differing),
        checkpoints=len(good),
        last_checkpoint=last,
        findings=(*differing[:1], *findings),
        seconds=time.perf_counter() - begun,
    )


def beside(file: Path) -> tuple[Path, Path]:
    """Names of the checkpoints and of the public key that belong to an export."""
    return (
        file.with_name(f"{file.name}.checkpoints.jsonl"),
        file.with_name(f"{file.name}.public-key.pem"),
    )


def _compare(
    rows: Iterator[tuple[int, bytes]], good: Sequence[Checkpoint]
) -> tuple[int, list[Finding]]:
    """How many rows there are, and between which checkpoints they are not the signed ones."""
    count, start, digest = 0, 1, ""
    findings = []
    for each in good:
        hashed, number = started_digest(digest), start - 1
        while number < each.number and (row := next(rows, None)) is not None:
            number, body = row
            hashed.update(body + b"\n")
            count += 1
        if hashed.hexdigest() != each.digest:
            findings.append(Finding(Tampering.EDITED, start, each.number))
        start, digest = each.number + 1, each.digest
    beyond = sum(1 for _row in rows)
    if beyond:
        findings.append(Finding(Tampering.INSERTED, start, start + beyond - 1))
    return count + beyond, findings


def _bodies(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of every row of the file."""
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                cells = [_cell(row, name) for name in FIELDS]
                yield int(row["number"]), "\n".join(cells).encode()
    except FileNotFoundError:
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=path) from None
    except (ValueError, KeyError, TypeError) as error:
        why = type(error).__name__
        raise ZhiqiaoError(ErrorCode.FILE_UNREADABLE, path=path, why=why) from None


def _cell(row: dict[str, object], name: str) -> str:
    """A field as it stands in a row's bytes; an absent person or organisation is a dash."""
    value = row.get(name)
    if value is None or value == "":
        return "-" if name in ("actor_id", "organisation_id") else ""
    return str(value)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=path) from None


def _public_key(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(_content(path))
    if not isinstance(key, Ed25519PublicKey):
        raise ZhiqiaoError(ErrorCode.FILE_UNREADABLE, path=path, why="Ed25519")
    return key
