"""Which language the command speaks: `--lang`, else ZHIQIAO_LANG, else Chinese."""

import os
from typing import cast

from zhiqiao.common import Language

KNOWN = ("zh", "en")


class LanguageError(ValueError):
    """A language that the command does not speak."""


class _Chosen:
    """The language of this process; set once, before any text is made."""

    language: Language = "zh"


def take_language(arguments: list[str]) -> list[str]:
    """The arguments without `--lang`, which is taken note of wherever it stands.

    Raises:
        LanguageError: the language asked for is neither zh nor en.
    """
    asked, rest = _split(arguments)
    if asked is None:
        asked = os.environ.get("ZHIQIAO_LANG") or "zh"
    if asked not in KNOWN:
        message = (
            f"不支持的语言 {asked}，请用 --lang zh 或 --lang en。\n"
            f"The language {asked} is not known. Use --lang zh or --lang en."
        )
        raise LanguageError(message)
    _Chosen.language = cast("Language", asked)
    return rest


def _split(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The value of the last `--lang`, and everything else. After `--` nothing is an option."""
    asked: str | None = None
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            return asked, [*rest, argument, *remaining]
        if argument == "--lang":
            asked = next(remaining, "")
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return asked, rest


def language() -> Language:
    """The language chosen."""
    return _Chosen.language


def tr(chinese: str, english: str) -> str:
    """The text in the language chosen."""
    return chinese if language() == "zh" else english
