"""Writes a rulebook folder whole or not at all."""

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import yaml

from zhiqiao.common import ErrorCode
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.importing.documents import Document

NAME_CHARACTERS_MAX = 50
UNSAFE = re.compile(r"[^\w.-]+")
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for itself."""

LINE_CHARACTERS_MAX = 1 << 30


class _Dumper(yaml.CSafeDumper):
    """Writes every scalar so that it is read back as the same text, and no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Says everything where it stands."""
        del data
        return True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    """A scalar; one with line breaks or control characters in double quotes, escaped."""
    style = None if value.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(document: Document) -> bytes:
    """The document as YAML. Every scalar is a text and comes back character for character."""
    written: bytes = yaml.dump(
        document,
        Dumper=_Dumper,
        encoding="utf-8",
        allow_unicode=True,
        sort_keys=False,
        width=LINE_CHARACTERS_MAX,
    )
    return written


class FolderNames:
    """Gives each programme a folder name that every system can hold and none has twice."""

    def __init__(self) -> None:
        self._taken = {"facts.yaml"}
        self._next: dict[str, int] = {}

    def name(self, programme_id: str) -> str:
        """A name made from the id, with a number where it is taken.

        >>> names = FolderNames()
        >>> names.name("KJ/2026 001"), names.name("kj_2026_001"), names.name("科技-1")
        ('KJ_2026_001', 'kj_2026_001-2', '科技-1')
        """
        folded = unicodedata.normalize("NFKC", programme_id)
        safe = UNSAFE.sub("_", folded)[:NAME_CHARACTERS_MAX].strip("._-")
        if not safe or DEVICE.fullmatch(safe):
            safe = f"programme_{safe}".rstrip("_")
        base, number = safe.casefold(), self._next.get(safe.casefold(), 1)
        name = safe if number == 1 else f"{safe}-{number}"
        while _folded(name) in self._taken:
            number += 1
            name = f"{safe}-{number}"
        self._next[base] = number + 1
        self._taken.add(_folded(name))
        return name


def _folded(name: str) -> str:
    """The name as a file system may compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def refuse_taken(target: Path) -> None:
    """Nothing, if the target is absent or an empty folder.

    Raises:
        RuleFileError: it is a file, holds something, or cannot be looked into.
    """
    with _failure_told(target):
        if not os.path.lexists(target):
            return
        found = next(target.iterdir(), None) if target.is_dir() else target
    if found is not None:
        raise RuleFileError(ErrorCode.IMPORT_FOLDER_TAKEN, path=target, name=found.name)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to write into, which becomes the target at the end, or vanishes on any error.

    Raises:
        RuleFileError: the target is taken, or cannot be written.
    """
    refuse_taken(target)
    with _failure_told(target):
        final = target.resolve()
        final.parent.mkdir(parents=True, exist_ok=True)
        scratch = final.parent / f".zhiqiao-import-{token_hex(8)}"
        scratch.mkdir()
        try:
            yield scratch
            if final.is_dir():
                final.rmdir()
            scratch.rename(final)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _failure_told(target: Path) -> Iterator[None]:
    """Turns what the file system refuses into an error that names the target."""
    try:
        yield
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise RuleFileError(ErrorCode.OUTPUT_UNWRITABLE, path=target, why=why) from error


def write_document(folder: Path, name: str, document: dict[str, Any]) -> None:
    """Writes one YAML file."""
    (folder / name).write_bytes(as_yaml(document))
