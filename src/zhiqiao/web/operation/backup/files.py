"""What lies beside the database and belongs to a backup."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

FILES = "files"
KEYS = "keys"
SESSION_KEY = "secret-key"
LEFT_OUT = frozenset({"index", "run", "backups", KEYS, SESSION_KEY})
"""Rebuilt, of the moment, backups themselves, or a secret."""
DATABASE = "db.sqlite3"
WITNESS = "audit"
"""Says how far the audit chain has come: copied before the rows, or it would seem to be cut."""
REPLACED = ".replaced-"
"""Within the name of a key that gave way to a restored one."""
MARK_DIGITS = 16


def data_files(data: Path, keys: Path) -> list[Path]:
    """The files of the data folder that a backup holds, in order; none of the witness."""
    tops = [
        path
        for path in _entries(data)
        if path.name not in LEFT_OUT | {WITNESS}
        and not path.name.startswith((DATABASE, SESSION_KEY))
        and path.resolve() != keys.resolve()
    ]
    return [file for top in tops for file in _walk(top)]


def witness_files(data: Path) -> list[Path]:
    """The audit's files outside the database."""
    return [file for file in _walk(data / WITNESS) if file.name != "lock"]


def key_files(data: Path, keys: Path) -> dict[str, Path]:
    """Every key by its name in an archive."""
    current = [file for file in _walk(keys) if REPLACED not in file.name]
    found = {f"{KEYS}/{file.relative_to(keys).as_posix()}": file for file in current}
    session_key = data / SESSION_KEY
    return found | ({SESSION_KEY: session_key} if session_key.is_file() else {})


def key_marks(data: Path, keys: Path) -> dict[str, str]:
    """A mark of each key, to tell whether two are the same."""
    return {name: mark_of(file.read_bytes()) for name, file in key_files(data, keys).items()}


def mark_of(key: bytes) -> str:
    """The start of a digest: no key can be found from it."""
    return sha256(b"zhiqiao key mark\n" + key).hexdigest()[:MARK_DIGITS]


def place_of(member: str, data: Path, keys: Path) -> Path | None:
    """Where a file of an archive belongs; None for one that belongs nowhere."""
    top, _, rest = member.partition("/")
    root = {FILES: data, KEYS: keys}.get(top)
    if member == SESSION_KEY:
        return data / SESSION_KEY
    if root is None or not rest or rest.startswith("/") or ".." in Path(rest).parts:
        return None
    first = Path(rest).parts[0]
    if root == data and (first in LEFT_OUT or first.startswith((DATABASE, SESSION_KEY))):
        return None
    return root / rest


def _walk(top: Path) -> Iterator[Path]:
    """All files below, in order of their names; links are not followed."""
    if top.is_symlink():
        return
    if top.is_file():
        yield top
    for entry in _entries(top):
        yield from _walk(entry)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
