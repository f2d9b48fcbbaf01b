"""Strings-only YAML with the place of everything.

Every scalar stays the text that was written, so that `NO`, `0111` and `1.10` mean themselves.
Anchors, tags and keys that occur twice are refused; size and depth are limited.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import yaml

from zhiqiao.policy.errors import ProblemKind, refuse
from zhiqiao.policy.values import Place

CHARACTERS_MAX = 2_000_000
DEPTH_MAX = 250
STRING_TAG = "tag:yaml.org,2002:str"
DEFAULT_TAGS = {STRING_TAG, "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
_MARKS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\[\]{}]""", re.DOTALL)
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Text:
    """A scalar, as written; `place` is where its first character stands."""

    text: str
    place: Place


@dataclass(frozen=True)
class Listing:
    """A list."""

    items: tuple["Item", ...]
    place: Place

    def __iter__(self) -> Iterator["Item"]:
        """The items."""
        return iter(self.items)


@dataclass(frozen=True)
class Table:
    """A mapping, in order."""

    entries: dict[str, "Item"]
    keys: dict[str, Place]
    place: Place


Item = Text | Listing | Table


def read_yaml(text: str, file: str, *, characters_max: int = CHARACTERS_MAX) -> Item:
    """The document in the text.

    Args:
        text: YAML.
        file: its name, for messages.
        characters_max: refuse longer texts.

    Raises:
        PolicyError: where the text is no YAML, too long, too deep, or uses anchors or tags.
    """
    start = Place(file, 1, 1)
    if len(text) > characters_max:
        limit = f"{characters_max:,}"
        raise refuse(ProblemKind.YAML_TOO_LARGE, start, found=f"{len(text):,}", limit=limit)
    if _depth(text) > DEPTH_MAX:
        raise refuse(ProblemKind.YAML_TOO_DEEP, start, limit=DEPTH_MAX)
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        raise _broken(error, file) from None
    except (yaml.YAMLError, ValueError) as error:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        why = " ".join(str(getattr(error, "reason", error)).split())
        raise refuse(ProblemKind.YAML_BROKEN, Place(file, line, 1), why=why) from None
    if node is None:
        raise refuse(ProblemKind.EMPTY, start, key=file)
    return _Walk(file).item(node)


def _depth(text: str) -> int:
    """A bound on how deep the text nests: brackets outside quotation marks, or indentation."""
    depth = deepest = 0
    if text.count("[") + text.count("{") > DEPTH_MAX:
        for mark in _MARKS.findall(text):
            depth = max(depth + (1 if mark in "[{" else -1 if mark in "]}" else 0), 0)
            deepest = max(deepest, depth)
    widest = max((_levels(line) for line in text.splitlines()), default=0)
    return max(deepest, widest)


def _levels(line: str) -> int:
    """How many levels one line opens: its indentation, and the dashes it starts with."""
    body = line.lstrip(" ")
    marks = len(body) - len(body.lstrip("-? "))
    return (len(line) - len(body)) // 2 + marks // 2


def _broken(error: yaml.MarkedYAMLError, file: str) -> Exception:
    """A syntax error of the YAML, with its place."""
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    why = " ".join(str(error.problem or error.context or "").split())
    return refuse(ProblemKind.YAML_BROKEN, place, why=why)


class _Walk:
    """Turns composed nodes into items."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.seen: set[int] = set()

    def item(self, node: yaml.Node) -> Item:
        """The item of a node."""
        mark = node.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1)
        if id(node) in self.seen:
            raise refuse(ProblemKind.YAML_ALIAS, place)
        self.seen.add(id(node))
        if node.tag not in DEFAULT_TAGS:
            raise refuse(ProblemKind.YAML_TAG, place, tag=node.tag.rpartition(":")[2])
        if isinstance(node, yaml.ScalarNode):
            if node.style in ("'", '"'):
                place = Place(self.file, place.line, place.column + 1)
            return Text(node.value, place)
        if isinstance(node, yaml.SequenceNode):
            return Listing(tuple(map(self.item, node.value)), place)
        return self._table(cast(yaml.MappingNode, node), place)

    def _table(self, node: yaml.MappingNode, place: Place) -> Table:
        """The table of a mapping node."""
        entries: dict[str, Item] = {}
        keys: dict[str, Place] = {}
        for key_node, value_node in node.value:
            key = self.item(key_node)
            if not isinstance(key, Text):
                raise refuse(ProblemKind.TEXT_WANTED, key.place, key="")
            if key.text in entries:
                first = keys[key.text].line
                raise refuse(ProblemKind.KEY_TWICE, key.place, key=key.text, first=first)
            entries[key.text] = self.item(value_node)
            keys[key.text] = key.place
        return Table(entries, keys, place)
