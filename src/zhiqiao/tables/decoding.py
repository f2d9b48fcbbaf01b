"""Which character encoding a text file is in.

Checked on the whole file, never on its beginning alone, so that reading cannot fail half-way.
"""

import codecs
from typing import BinaryIO

from zhiqiao.common import ErrorCode
from zhiqiao.tables.errors import TableError

CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 16
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = frozenset("\n\r,;\t{")
SWAPPED = frozenset(chr(ord(character) << 8) for character in SEPARATORS)
"""What the separators look like when UTF-16 is read in the wrong byte order."""

LAST_RESORT = ["big5", "euc_jp", "shift_jis", "euc_kr", "cp1252"]
HAN_START = "\u0800"
HAN_ENOUGH = 8


def detect_encoding(stream: BinaryIO, name: str) -> str:
    """The codec that decodes every byte of the stream, which is left at its start.

    A byte order mark decides; then UTF-16 without one where it is unmistakable, strict UTF-8,
    strict GB18030 and, as a last resort, the guess of charset-normalizer.

    Raises:
        TableError: no codec fits, or the file is UTF-8 with broken bytes in it.
    """
    stream.seek(0)
    sample = stream.read(SAMPLE_BYTES)
    marked = next((codec for mark, codec in BYTE_ORDER_MARKS if sample.startswith(mark)), None)
    codec = marked or _unmarked_utf16(sample)
    if codec:
        if _first_bad_byte(stream, codec) is not None:
            raise TableError(ErrorCode.ENCODING_UNKNOWN, path=name)
    else:
        codec = _utf8_or_legacy(stream, name, sample)
    stream.seek(0)
    return codec


def encoding_of(stream: BinaryIO, name: str, *, asked: str = "") -> str:
    """The encoding that was asked for, where it decodes every byte; detected where none was.

    Raises:
        TableError: as `detect_encoding`, or the file is not in the encoding asked for.
    """
    if not asked:
        return detect_encoding(stream, name)
    stream.seek(0)
    sample = stream.read(SAMPLE_BYTES)
    codec = asked
    if asked == "utf-16" and not sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = _unmarked_utf16(sample) or "utf-16-le"
    bad_byte = _first_bad_byte(stream, codec)
    if bad_byte is not None:
        raise TableError(ErrorCode.ENCODING_WRONG, path=name, encoding=asked, byte=bad_byte + 1)
    stream.seek(0)
    return codec


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 in the byte order that shows separators and none byte-swapped, if there is one."""
    if b"\0" not in sample:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample.decode(codec, errors="replace")
        seen = set(text)
        if seen & SEPARATORS and not seen & (SWAPPED | {"\0"}) and text.count("\ufffd") <= 1:
            return codec
    return None


def _utf8_or_legacy(stream: BinaryIO, name: str, sample: bytes) -> str:
    """Strict UTF-8, strict GB18030 or the best guess."""
    bad_byte = _first_bad_byte(stream, "utf-8")
    if bad_byte is None:
        return "utf-8"
    if _is_utf8_before(stream, bad_byte):
        raise TableError(ErrorCode.ENCODING_BROKEN, path=name, byte=bad_byte + 1)
    for codec in ("gb18030", _guess(sample)):
        if codec and _first_bad_byte(stream, codec) is None:
            return codec
    raise TableError(ErrorCode.ENCODING_UNKNOWN, path=name)


def _is_utf8_before(stream: BinaryIO, bad_byte: int) -> bool:
    """Whether what precedes the bad byte holds Chinese in UTF-8, which GB18030 never looks like."""
    start = max(0, bad_byte - SAMPLE_BYTES)
    stream.seek(start)
    before = stream.read(bad_byte - start).decode("utf-8", errors="ignore")
    return sum(character >= HAN_START for character in before) >= HAN_ENOUGH


def _guess(sample: bytes) -> str | None:
    """What charset-normalizer takes the sample for."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=LAST_RESORT).best()
    return best.encoding if best else None


def _first_bad_byte(stream: BinaryIO, codec: str) -> int | None:
    """Position of the first byte that the codec cannot decode, or None."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    stream.seek(0)
    position = 0
    while True:
        chunk = stream.read(CHUNK_BYTES)
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return position - pending + error.start
        except UnicodeError:  # the codec misses its own byte order mark
            return position
        if not chunk:
            return None
        position += len(chunk)
