"""What an archive holds: the last thing in it, and the measure of everything before it."""

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from zhiqiao.web.operation.backup.canonical import Column

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class TablePart:
    """One table: its columns in the order of the lines, its rows, and their SHA-256."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    sha256: str
    last_number: int = 0

    @property
    def member(self) -> str:
        """Its name in the archive."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file, by its name in the archive, such as `files/uploads/17`."""

    member: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The archive as a whole. `keys` are marks of the keys in use, from which no key follows."""

    version: str
    made_at: str
    engine: str
    steps: tuple[tuple[str, str], ...]
    tables: tuple[TablePart, ...]
    files: tuple[FilePart, ...]
    keys: dict[str, str]
    has_keys: bool
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)

    def to_bytes(self) -> bytes:
        """The text in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest, and so of all that it measures."""
        return sha256(self.to_bytes()).hexdigest()

    @staticmethod
    def from_bytes(content: bytes) -> "Manifest":
        """The archive described by the text.

        Raises:
            ValueError, KeyError, TypeError: it is no manifest of this format.
        """
        told: dict[str, Any] = json.loads(content)
        told["steps"] = tuple((app, name) for app, name in told["steps"])
        told["tables"] = tuple(_table(each) for each in told["tables"])
        told["files"] = tuple(FilePart(**each) for each in told["files"])
        return Manifest(**told)


def _table(told: dict[str, Any]) -> TablePart:
    columns = tuple(Column(**each) for each in told["columns"])
    return TablePart(**told | {"columns": columns})


@dataclass(slots=True)
class Measure:
    """Counts and digests what passes by."""

    size: int = 0
    rows: int = 0
    digest: Any = field(default_factory=sha256)

    def take(self, piece: bytes) -> None:
        """Counts a piece, or a row."""
        self.size += len(piece)
        self.rows += 1
        self.digest.update(piece)
