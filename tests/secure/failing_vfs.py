"""SQLite on a disk that fails: its own file layer, with the writes of our choice refused.

A copy of the default VFS whose `xWrite`, `xSync` and `xTruncate` fail at the n-th call, once or
from then on. Registered through ctypes as the default, so that Django opens it unknowingly.
"""

import ctypes
import re
import sqlite3
from enum import Enum
from pathlib import Path

POINTER_BYTES = ctypes.sizeof(ctypes.c_void_p)
# sqlite3_vfs: version, size of a file, longest path, then pointers: next, name, data, xOpen, …
VFS_BYTES = 3 * 4 + 4 + 20 * POINTER_BYTES
NAME_AT, OPEN_AT = 16 + POINTER_BYTES, 16 + 3 * POINTER_BYTES
# sqlite3_io_methods: version, then xClose, xRead, xWrite, xTruncate, xSync, …
METHODS_BYTES = 8 + 19 * POINTER_BYTES
WRITE_AT, TRUNCATE_AT, SYNC_AT = (8 + place * POINTER_BYTES for place in (2, 3, 4))

OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)
WRITE = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
)
TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, FULL = 778, 1034, 1546, 13


class Fault(Enum):
    """How the disk fails."""

    EIO = "input/output error"
    ENOSPC = "no space left"


_kept: list[object] = []
"""What SQLite points to must not be thrown away."""


def _library() -> ctypes.CDLL | None:
    """The SQLite that Python itself uses, where it is a library of its own."""
    sqlite3.connect(":memory:").close()
    maps = Path("/proc/self/maps")
    found = re.search(r"(/\S*libsqlite3\S*)", maps.read_text()) if maps.exists() else None
    return ctypes.CDLL(found[1]) if found else None


def is_possible() -> bool:
    """Whether this Python's SQLite can be reached."""
    return _library() is not None


def _pointer(address: int) -> int:
    return ctypes.c_void_p.from_address(address).value or 0


def fail_at(call: int, fault: Fault, *, is_lasting: bool) -> None:
    """From now on the disk of every database opened fails at that call that writes."""
    library = _library()
    assert library is not None
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    library.sqlite3_vfs_register.argtypes = [ctypes.c_void_p, ctypes.c_int]
    original = library.sqlite3_vfs_find(None)
    copy = ctypes.create_string_buffer(ctypes.string_at(original, VFS_BYTES), VFS_BYTES)
    name = ctypes.create_string_buffer(b"failing")
    disk = _Disk(call, fault, is_lasting=is_lasting)
    open_file = OPEN(_pointer(original + OPEN_AT))

    @OPEN
    def opened(vfs, path, file, flags, out_flags):
        status = open_file(vfs, path, file, flags, out_flags)
        if status == 0 and _pointer(file):
            ctypes.c_void_p.from_address(file).value = disk.methods(_pointer(file))
        return status

    address = ctypes.addressof(copy)
    ctypes.c_void_p.from_address(address + NAME_AT).value = ctypes.addressof(name)
    ctypes.c_void_p.from_address(address + OPEN_AT).value = ctypes.cast(
        opened, ctypes.c_void_p
    ).value
    _kept.extend([copy, name, opened, disk])
    assert library.sqlite3_vfs_register(address, 1) == 0


class _Disk:
    """Counts the calls that write, and fails where it should."""

    def __init__(self, call: int, fault: Fault, *, is_lasting: bool) -> None:
        self._left = call
        self._fault = fault
        self._is_lasting = is_lasting
        self._methods: dict[int, object] = {}

    def _fails(self) -> bool:
        self._left -= 1
        return self._left == 0 or (self._is_lasting and self._left < 0)

    def _status(self, of_io: int) -> int:
        return FULL if self._fault is Fault.ENOSPC and of_io == IOERR_WRITE else of_io

    def methods(self, original: int) -> int:
        """The address of the methods, with those that write replaced."""
        if original not in self._methods:
            self._methods[original] = self._made(original)
        return ctypes.addressof(self._methods[original][0])

    def _made(self, original: int) -> tuple[object, ...]:
        copy = ctypes.create_string_buffer(ctypes.string_at(original, METHODS_BYTES), METHODS_BYTES)
        write, truncate, sync = (
            kind(_pointer(original + at))
            for kind, at in ((WRITE, WRITE_AT), (TRUNCATE, TRUNCATE_AT), (SYNC, SYNC_AT))
        )

        @WRITE
        def written(file, content, amount, offset):
            if self._fails():
                return self._status(IOERR_WRITE)
            return write(file, content, amount, offset)

        @TRUNCATE
        def truncated(file, size):
            return IOERR_TRUNCATE if self._fails() else truncate(file, size)

        @SYNC
        def synced(file, flags):
            return IOERR_FSYNC if self._fails() else sync(file, flags)

        address = ctypes.addressof(copy)
        for at, function in ((WRITE_AT, written), (TRUNCATE_AT, truncated), (SYNC_AT, synced)):
            ctypes.c_void_p.from_address(address + at).value = ctypes.cast(
                function, ctypes.c_void_p
            ).value
        return copy, written, truncated, synced
