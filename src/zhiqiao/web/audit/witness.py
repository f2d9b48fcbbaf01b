"""What was committed, noted outside the database: so that a cut tail is found.

The file `audit/witness` of the data folder holds one line a commit: number and mac of its last
row. It shrinks when a checkpoint is signed. A line that is missing, as after a power cut, proves
nothing; a line that the chain does not hold proves that the chain was changed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Note(NamedTuple):
    """A row that was committed."""

    number: int
    mac: bytes


def folder() -> Path:
    """Where witness and checkpoints lie: in the data folder, outside the database."""
    return Path(settings.ZHIQIAO_DATA) / "audit"


@contextmanager
def locked() -> Iterator[Path]:
    """The folder, for one process at a time."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place


def note(number: int, mac: bytes) -> None:
    """Adds a line."""
    with locked() as place, (place / "witness").open("ab") as file:
        file.write(_line(Note(number, mac)))


def notes() -> list[Note]:
    """All lines in the order they were written; broken ones, as after a power cut, are left out."""
    path = folder() / "witness"
    if not path.exists():
        return []
    lines = path.read_bytes().splitlines()
    return [found for line in lines if (found := _read(line)) is not None]


def signed_until() -> int:
    """Up to which row a checkpoint was signed when the witness was last shortened; 0 if never."""
    path = folder() / "witness"
    if not path.exists():
        return 0
    with path.open("rb") as file:
        mark, _, number = file.readline().decode(errors="replace").partition(" ")
    return int(number) if mark == "signed" and number.strip().isdecimal() else 0


def forget_until(place: Path, number: int, *, signed: int) -> None:
    """Drops the lines up to a row that two checkpoints vouch for. Called under the lock."""
    kept = [each for each in notes() if each.number > number]
    draft = place / f"witness.{os.getpid()}"
    draft.write_bytes(f"signed {signed}\n".encode() + b"".join(_line(each) for each in kept))
    draft.replace(place / "witness")


def _line(each: Note) -> bytes:
    return f"{each.number} {each.mac.hex()}\n".encode()


def _read(line: bytes) -> Note | None:
    try:
        number, mac = line.decode().split(" ")
        return Note(int(number), bytes.fromhex(mac))
    except ValueError:
        return None
