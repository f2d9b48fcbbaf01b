"""Master keys: they wrap the key of each record, and never lie in the database."""

import os
import re
from pathlib import Path
from stat import S_ISREG
from typing import Protocol

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.keys import read_or_make_key
from zhiqiao.web.vault.ciphers import CIPHERS, Cipher

FIRST = 1
FILE = re.compile(r"vault-(\d+)")


class KeyProvider(Protocol):
    """Where master keys live: a folder, or a device that never gives them out.

    `about` binds a wrapped key to its record; unwrapping with another one fails.
    """

    def newest(self) -> str:
        """The id of the key that new records are sealed with."""

    def add(self) -> str:
        """Makes a new master key, which is the newest from now on; its id."""

    def wrap(self, data_key: bytes, *, key_id: str, algorithm: str, about: bytes) -> bytes:
        """The record's key, sealed with that master key."""

    def unwrap(self, wrapped: bytes, *, key_id: str, algorithm: str, about: bytes) -> bytes:
        """The record's key again. Raises ChangedError where anything differs."""


class KeyFolder:
    """Master keys as files `vault-1`, `vault-2`, … of 32 bytes, readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[tuple[int, int], bytes]] = {}

    def newest(self) -> str:
        """The highest number there is; makes the first key where there is none."""
        number = max(self._numbers(), default=FIRST)
        return self._made(number)

    def add(self) -> str:
        """Makes the next number."""
        return self._made(max(self._numbers(), default=FIRST - 1) + 1)

    def wrap(self, data_key: bytes, *, key_id: str, algorithm: str, about: bytes) -> bytes:
        """The record's key, sealed with that master key."""
        cipher = CIPHERS[algorithm]
        return cipher.encrypt(self._key(key_id, cipher), data_key, about=about)

    def unwrap(self, wrapped: bytes, *, key_id: str, algorithm: str, about: bytes) -> bytes:
        """The record's key again."""
        cipher = CIPHERS[algorithm]
        return cipher.decrypt(self._key(key_id, cipher), wrapped, about=about)

    def _numbers(self) -> list[int]:
        if not self._folder.is_dir():
            return []
        found = (FILE.fullmatch(path.name) for path in self._folder.iterdir())
        return [int(match[1]) for match in found if match]

    def _made(self, number: int) -> str:
        key_id = f"vault-{number}"
        read_or_make_key(self._folder / key_id, 32)
        return key_id

    def _key(self, key_id: str, cipher: Cipher) -> bytes:
        path = f"{self._folder}/{key_id}"
        try:
            found = os.stat(path)
        except OSError:
            found = None
        if found is None or not FILE.fullmatch(key_id) or not S_ISREG(found.st_mode):
            raise ZhiqiaoError(ErrorCode.SEALING_KEY_MISSING, key=key_id)
        # Read once: a file to the bank opens thousands of records. Looked at each time all the
        # same, so that a key which is gone or another one now counts at once.
        as_it_is = (found.st_ino, found.st_ctime_ns)
        known = self._read.get(key_id)
        if known is None or known[0] != as_it_is:
            known = self._read[key_id] = (as_it_is, read_or_make_key(Path(path), 32))
        return known[1][: cipher.key_bytes]
