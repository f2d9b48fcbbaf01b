"""A folder for an index: empty, or an index already. Never one that holds a person's files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index.files import strangers
from zhiqiao.index.manifest import read_manifest


def claim(folder: Path) -> None:
    """Makes the folder where there is none.

    Raises:
        ZhiqiaoError: INDEX_FOLDER_TAKEN when it holds other files and is no index;
            INDEX_UNUSABLE when it cannot be made or read.
    """
    with usable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        others = strangers(folder)
        if others and not _is_index(folder):
            raise ZhiqiaoError(ErrorCode.INDEX_FOLDER_TAKEN, path=str(folder), name=others[0])


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """Turns what the system refuses within the block into an error for people.

    Raises:
        ZhiqiaoError: INDEX_UNUSABLE.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise ZhiqiaoError(ErrorCode.INDEX_UNUSABLE, path=str(folder), why=why) from error


def _is_index(folder: Path) -> bool:
    """Whether the folder's manifest is one of ours, and whole."""
    try:
        read_manifest(folder)
    except (OSError, ValueError, TypeError, KeyError):
        return False
    return True
