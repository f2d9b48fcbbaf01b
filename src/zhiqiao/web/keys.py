"""Keys kept in a folder of their own, outside the database, readable by their owner only."""

import os
import secrets
from pathlib import Path


def read_or_make_key(path: Path, n_bytes: int) -> bytes:
    """The random key stored at `path`; makes it first if there is none.

    Two processes that start together agree on one key.

    Raises:
        ValueError: the file holds a key of another length, as after a cut-off copy.
    """
    _make(path, secrets.token_bytes(n_bytes))
    key = path.read_bytes()
    if len(key) != n_bytes:
        raise ValueError(f"{path.name} holds {len(key)} bytes instead of {n_bytes}")
    return key


def read_or_make_secret_key(path: Path) -> str:
    """The text key that signs sessions; made first if there is none."""
    _make(path, secrets.token_urlsafe(50).encode())
    return path.read_text().strip()


def _make(path: Path, content: bytes) -> None:
    """Writes the file unless it exists; the first of several writers wins."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
