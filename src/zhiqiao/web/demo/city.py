"""Reads the demo city's files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CITY = Path(__file__).parent / "city"
KINDS = ("organisations", "needs", "offers", "judgements")


@dataclass(frozen=True, slots=True)
class City:
    """All rows of the city, in the order of the files, and a digest of their bytes."""

    organisations: list[dict[str, Any]]
    needs: list[dict[str, Any]]
    offers: list[dict[str, Any]]
    judgements: list[dict[str, Any]]
    digest: str


def _files(folder: Path, kind: str) -> list[Path]:
    return sorted(folder.glob(f"*/{kind}.jsonl"))


def _rows(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    for path in _files(folder, kind):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def digest_of(folder: Path = CITY) -> str:
    """SHA-256 over names and bytes of all files."""
    hashed = hashlib.sha256()
    for kind in KINDS:
        for path in _files(folder, kind):
            hashed.update(path.relative_to(folder).as_posix().encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()


def read_city(folder: Path = CITY) -> City:
    """The whole city."""
    rows = {kind: list(_rows(folder, kind)) for kind in KINDS}
    return City(**rows, digest=digest_of(folder))
