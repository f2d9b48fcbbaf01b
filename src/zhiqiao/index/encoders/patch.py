"""An adapted encoder as the difference to the model file that its package brings.

A patch is b"E5PATCH1", a little-endian uint32 with the length of a JSON header, the header and
zlib data. The header has `base_sha256`, `result_sha256` and `runs`: of each run the offset, width,
stride and count of the pieces replaced, whose new bytes stand one after another in the data.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"E5PATCH1"
HEAD = struct.Struct("<I")


class PatchError(ValueError):
    """The patch is not one, or was made for another model file."""


def patched(base: Path, patch: Path) -> bytes:
    """The adapted model's bytes.

    Raises:
        PatchError: when the patch does not belong to the base.
    """
    header, new = _read(patch)
    model = np.frombuffer(base.read_bytes(), np.uint8).copy()
    _expect(model, header["base_sha256"], f"{patch.name} was made for another model file")
    used = 0
    for offset, width, stride, count in header["runs"]:
        pieces = np.lib.stride_tricks.as_strided(model[offset:], (count, width), (stride, 1))
        pieces[...] = new[used : used + count * width].reshape(count, width)
        used += count * width
    _expect(model, header["result_sha256"], f"{patch.name} does not give the model intended")
    return model.tobytes()


def result_digest(patch: Path) -> str:
    """The digest of the model that the patch gives."""
    return str(_read(patch)[0]["result_sha256"])


@contextmanager
def as_path(model: bytes) -> Iterator[str]:
    """A path from which the bytes can be opened for as long as the context lasts; in memory."""
    descriptor = os.memfd_create("zhiqiao-encoder")
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as out:
            out.write(model)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def _read(patch: Path) -> tuple[dict[str, Any], np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    raw = patch.read_bytes()
    try:
        if not raw.startswith(MAGIC):
            raise PatchError(f"{patch.name} is no encoder patch")
        start = len(MAGIC) + HEAD.size
        (length,) = HEAD.unpack_from(raw, len(MAGIC))
        header = json.loads(raw[start : start + length])
        return header, np.frombuffer(zlib.decompress(raw[start + length :]), np.uint8)
    except (struct.error, zlib.error, KeyError, json.JSONDecodeError) as error:
        raise PatchError(f"{patch.name} is damaged") from error


def _expect(model: np.ndarray[Any, Any], digest: str, otherwise: str) -> None:
    if sha256(model.data).hexdigest() != digest:
        raise PatchError(otherwise)
