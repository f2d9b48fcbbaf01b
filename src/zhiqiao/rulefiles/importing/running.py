"""From a file of rules to a rulebook folder."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from zhiqiao.common import ErrorCode
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.importing.boolean_rules import read_boolean_rules
from zhiqiao.rulefiles.importing.decision_tables import read_decision_tables
from zhiqiao.rulefiles.importing.documents import facts_document, programme_document
from zhiqiao.rulefiles.importing.folders import (
    FolderNames,
    new_folder,
    refuse_taken,
    write_document,
)
from zhiqiao.rulefiles.importing.problems import Problems
from zhiqiao.rulefiles.importing.sheets import read_sheets
from zhiqiao.rulefiles.importing.strict_json import read_json
from zhiqiao.rulefiles.importing.values import Imports
from zhiqiao.tables.opening import open_source
from zhiqiao.tables.values import Limits

LIMITS = Limits(bytes_max=50 << 20)


@dataclass(frozen=True, slots=True)
class Imported:
    """How much was imported, and what a person should know about the reading."""

    programmes: int
    facts: int
    notes: tuple[str, ...]


def import_rules(source: Path, target: Path) -> Imported:
    """Writes the rules of another system as a rulebook folder, all of them or none.

    Args:
        source: decision tables (.xlsx) or boolean rules (.json).
        target: the folder to make; it may exist but must be empty.

    Raises:
        ImportRefusedError: something in the file cannot be used; it holds every problem.
        RuleFileError: the format is not known, the JSON is broken, or the target is taken.
        TableError: the file is missing, too large, damaged or unsafe.
    """
    name = os.fsencode(source).decode("utf-8", errors="replace")
    refuse_taken(target)
    imports = _read(source, name)
    file = PurePath(name).name
    names = FolderNames()
    with new_folder(target) as folder:
        write_document(folder, "facts.yaml", facts_document(imports.facts.values()))
        for programme in imports.programmes:
            below = folder / names.name(programme.id)
            below.mkdir()
            write_document(below, "programme.yaml", programme_document(programme, file))
    return Imported(len(imports.programmes), len(imports.facts), imports.notes)


def _read(source: Path, name: str) -> Imports:
    """What the file holds."""
    problems = Problems()
    with ExitStack() as closing:
        stream, name = open_source(source, name=name, limits=LIMITS, closing=closing)
        imports = _read_stream(stream, name, problems)
    problems.refuse_any(name)
    return imports


def _read_stream(stream: BinaryIO, name: str, problems: Problems) -> Imports:
    """What the stream holds, by the ending of its name."""
    ending = PurePath(name).suffix.lower()
    if ending == ".json":
        return read_boolean_rules(read_json(stream, name), problems)
    if ending == ".xlsx":
        return read_decision_tables(read_sheets(stream, name, limits=LIMITS), problems)
    raise RuleFileError(ErrorCode.IMPORT_KIND_UNKNOWN, path=name)
