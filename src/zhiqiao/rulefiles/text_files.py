"""YAML files as text: strict UTF-8, and no more of a huge file than shows that it is huge."""

from pathlib import Path

from zhiqiao.common import ErrorCode
from zhiqiao.policy.document import CHARACTERS_MAX
from zhiqiao.policy.errors import ProblemKind, refuse
from zhiqiao.policy.values import Place
from zhiqiao.tables.decoding import detect_encoding
from zhiqiao.tables.errors import TableError


def read_yaml_text(path: Path, name: str, *, characters_max: int = CHARACTERS_MAX) -> str:
    """The text of the file.

    Args:
        path: the file.
        name: what messages call it.
        characters_max: refuse longer files.

    Raises:
        PolicyError: it is too large.
        TableError: it is missing, cannot be read, or is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read(characters_max + 1)
    except FileNotFoundError:
        raise TableError(ErrorCode.FILE_MISSING, path=name) from None
    except UnicodeDecodeError:
        raise _not_utf8(path, name) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why=why) from None
    if len(text) > characters_max:
        limit = f"{characters_max:,}"
        found = f"> {limit}"
        raise refuse(ProblemKind.YAML_TOO_LARGE, Place(name, 1, 1), found=found, limit=limit)
    return text


def _not_utf8(path: Path, name: str) -> TableError:
    """Where the UTF-8 breaks, or that the file is in another encoding."""
    try:
        with path.open("rb") as stream:
            detect_encoding(stream, name)
    except TableError as error:
        return error
    return TableError(ErrorCode.ENCODING_UNKNOWN, path=name)
