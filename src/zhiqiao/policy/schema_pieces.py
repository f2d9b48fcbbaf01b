"""Pieces of JSON Schemas: mappings, lists and scalars, all scalars strings."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

Schema = dict[str, Any]


def table(keys: Iterable[str], properties: Schema, required: Iterable[str]) -> Schema:
    """A mapping of exactly these keys."""
    return {
        "type": "object",
        "properties": {key: properties[key] for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }


def described(description: str, schema: Schema) -> Schema:
    """The schema with a description, where there is one."""
    return {"description": description, **schema} if description else schema


def text(description: str) -> Schema:
    """A scalar that is not empty."""
    return pattern(description, r"\S")


def pattern(description: str, expression: str) -> Schema:
    """A scalar that the regular expression finds something in."""
    return described(description, {"type": "string", "pattern": expression})


def whole(description: str) -> Schema:
    """A whole number, as text."""
    return pattern(description, "^[0-9]{1,6}$")


def word(description: str, words: Iterable[str]) -> Schema:
    """One of the words."""
    return described(description, {"type": "string", "enum": list(words)})


def words_of(description: str, words: type[StrEnum]) -> Schema:
    """One of the words of an enumeration."""
    return word(description, [word.value for word in words])


def listing(description: str, items: Schema) -> Schema:
    """A list that is not empty."""
    return described(description, {"type": "array", "items": items, "minItems": 1})


def one_or_more(description: str, item: Schema) -> Schema:
    """A list, or one item without it."""
    return {"description": description, "anyOf": [item, listing("", item)]}


def texts(description: str) -> Schema:
    """Scalars, one or several."""
    return one_or_more(description, text(""))


def reference(name: str) -> Schema:
    """What is defined once under `$defs`."""
    return {"$ref": f"#/$defs/{name}"}


def one_of(keys: Iterable[str]) -> list[Schema]:
    """Exactly one of the keys is there."""
    return [{"required": [key]} for key in keys]
