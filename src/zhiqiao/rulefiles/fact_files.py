"""The facts of one enterprise in a YAML or JSON file, values as written."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhiqiao.common import ErrorCode
from zhiqiao.policy import PolicyError
from zhiqiao.policy.case_reading import plain_of
from zhiqiao.policy.document import CHARACTERS_MAX, DEPTH_MAX, Table, read_yaml
from zhiqiao.policy.errors import Problem, ProblemKind
from zhiqiao.policy.values import Place
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.text_files import read_yaml_text

KNOWN = (".yaml", ".yml", ".json")
DIGITS_MAX = 400
EXPONENT_MAX = 400


def read_fact_file(path: Path) -> Mapping[str, object]:
    """The facts by name, as `Rulebook.read` takes them.

    YAML scalars stay the text that was written; JSON numbers stay exact.

    Raises:
        RuleFileError: the format is not known, or the JSON is broken.
        PolicyError: it holds no facts, a key twice, or a number that is none.
        TableError: the file is missing, cannot be read, or is not UTF-8.
    """
    name, ending = str(path), path.suffix.lower()
    if ending not in KNOWN:
        known = "、".join(KNOWN)
        raise RuleFileError(ErrorCode.FACTS_KIND_UNKNOWN, path=name, known=known)
    text = read_yaml_text(path, name)
    return _from_json(text, name) if ending == ".json" else _from_yaml(text, name)


def places_of(path: Path) -> Mapping[str, Place]:
    """Where a YAML file writes each fact; nothing for JSON, which keeps no places."""
    if path.suffix.lower() == ".json":
        return {}
    item = read_yaml(read_yaml_text(path, str(path)), str(path))
    return item.keys if isinstance(item, Table) else {}


def _from_yaml(text: str, name: str) -> Mapping[str, object]:
    """The facts of a YAML mapping."""
    item = read_yaml(text, name, characters_max=CHARACTERS_MAX)
    if not isinstance(item, Table):
        raise _bad(ProblemKind.MAPPING_WANTED, item.place, key=name)
    return {key: plain_of(value) for key, value in item.entries.items()}


def _from_json(text: str, name: str) -> Mapping[str, object]:
    """The facts of a JSON object."""
    place = Place(name, 1, 1)
    problems: list[Problem] = []
    reader = _Reader(place, problems)
    try:
        found = json.loads(
            text,
            object_pairs_hook=reader.object,
            parse_float=exact,
            parse_int=exact,
            parse_constant=_Endless,
        )
    except json.JSONDecodeError as error:
        data = {"path": name, "line": error.lineno, "column": error.colno, "why": error.msg}
        raise RuleFileError(ErrorCode.FACTS_NOT_JSON, **data) from None
    except RecursionError:
        raise _bad(ProblemKind.YAML_TOO_DEEP, place, limit=DEPTH_MAX) from None
    if not isinstance(found, dict):
        raise _bad(ProblemKind.MAPPING_WANTED, place, key=name)
    reader.check_finite(found)
    if problems:
        raise PolicyError(problems, ErrorCode.FACTS_BAD)
    return found


class _Endless(str):
    """NaN, Infinity or -Infinity."""

    __slots__ = ()


class _Reader:
    """Notes keys that are written twice, and numbers that are none."""

    def __init__(self, place: Place, problems: list[Problem]) -> None:
        self.place = place
        self.problems = problems

    def object(self, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        """An object from its keys and values in order of writing."""
        made: dict[str, Any] = {}
        for key, value in pairs:
            if key in made:
                data: dict[str, object] = {"key": key, "first": self.place.line}
                self.problems.append(Problem(ProblemKind.KEY_TWICE, self.place, data))
            made[key] = value
        return made

    def check_finite(self, found: Mapping[str, Any]) -> None:
        """Notes NaN and infinity, by the fact that holds them."""
        for key, value in found.items():
            inner = value.values() if isinstance(value, dict) else value
            for each in inner if isinstance(inner, list) or inner is not value else [value]:
                if isinstance(each, _Endless):
                    data: dict[str, object] = {"name": key, "found": str(each)}
                    self.problems.append(Problem(ProblemKind.VALUE_NOT_FINITE, self.place, data))


def exact(written: str) -> int | Decimal | str:
    """The number exactly; as text where it is too long to reckon with, which the engine refuses.

    >>> exact("0.1"), exact("12")
    (Decimal('0.1'), 12)
    """
    if len(written) > DIGITS_MAX:
        return written
    if written.lstrip("-").isdecimal():
        return int(written)
    number = Decimal(written)
    return number if abs(number.adjusted()) <= EXPONENT_MAX else written


def _bad(kind: ProblemKind, place: Place, **data: object) -> PolicyError:
    """Facts with one problem."""
    return PolicyError([Problem(kind, place, data)], ErrorCode.FACTS_BAD)
