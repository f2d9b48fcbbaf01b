"""Reading a model's JSON against an exact shape: one thing amiss, and the answer is not used."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from zhiqiao.language_model.bearing import is_borne_out
from zhiqiao.language_model.errors import UnusableAnswerError

FORBIDDEN = re.compile(
    r"[<>{}\[\]`\\|@#*_~^]|//|https?|ftp|javascript|data:|www\b|mailto"
    r"|[a-z0-9-]+\.(?:[a-z]{2,})\b",
    re.IGNORECASE,
)


def read_object(text: str, keys: set[str]) -> dict[str, Any]:
    """The JSON object in the text, which has exactly these keys.

    Raises:
        UnusableAnswerError: it is anything else, or has a key twice.
    """
    try:
        told = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise UnusableAnswerError("no-json") from error
    return keyed(told, keys)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _value in pairs}) < len(pairs):
        raise UnusableAnswerError("shape")
    return dict(pairs)


def keyed(value: object, keys: set[str]) -> dict[str, Any]:
    """The value, an object of exactly these keys."""
    if not isinstance(value, dict) or set(value) != keys:
        raise UnusableAnswerError("shape")
    return value


def rows_of(value: object, *, least: int, most: int) -> list[Any]:
    """The value, a list that long."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise UnusableAnswerError("shape")
    return value


def number_of(value: object, *, least: int, most: int) -> int:
    """The value, a whole number within the bounds."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise UnusableAnswerError("shape")
    return value


def text_of(value: object, *, most: int, least: int = 1) -> str:
    """The value, a text that long."""
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise UnusableAnswerError("shape")
    return value


def known_numbers(value: object, known: Mapping[int, Any]) -> tuple[int, ...]:
    """The value, a list of at least one number, all of them known; each once."""
    if not isinstance(value, list) or not value or not all(_is_number(each) for each in value):
        raise UnusableAnswerError("shape")
    if not set(value) <= set(known):
        raise UnusableAnswerError("passage")
    return tuple(dict.fromkeys(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def refuse_markup(text: str) -> None:
    """Nothing, where the text is plain.

    Raises:
        UnusableAnswerError: it holds a link, markup or characters that are not seen.
    """
    if FORBIDDEN.search(text) or any(unicodedata.category(c).startswith("C") for c in text):
        raise UnusableAnswerError("markup")


def refuse_unsupported(text: str, passages: list[str]) -> None:
    """Nothing, where one of the passages bears the sentence out.

    Raises:
        UnusableAnswerError: it holds a link or markup, or says what none of them says so.
    """
    refuse_markup(text)
    if not is_borne_out(text, passages):
        raise UnusableAnswerError("support")
