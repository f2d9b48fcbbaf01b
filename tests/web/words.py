"""The Chinese words of the pages and their English ones.

`python -m tests.web.words` compiles the English ones after a change of the .po file.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import zhiqiao.web

SOME_DAY = datetime(2026, 11, 22, tzinfo=UTC)  # so that compiling twice gives the same bytes
WEB = Path(zhiqiao.web.__file__).parent
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
TRANS = re.compile(
    r"""\{% trans (?:"([^"]*)"|'([^']*)')(?: context "([^"]*)")?(?: as \w+)? %\}"""
    r"""|_\((?:"([^"]+)"|'([^']+)')\)"""
)
BLOCKTRANS = re.compile(r"\{% blocktrans([^%]*)%\}(.*?)\{% endblocktrans %\}", re.DOTALL)
PLURAL = "{% plural %}"
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}
PGETTEXT = {"pgettext", "pgettext_lazy"}
IN = "\x04"
"""Between the context of a text and the text, as in compiled files."""


def words_used() -> set[str]:
    """Every Chinese text that templates and code give to be translated."""
    found: set[str] = set()
    for path in WEB.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        for first, second, context, *called in TRANS.findall(text):
            words = "".join((first, second, *called)).replace("%", "%%")
            found.add(_within(context, words))
        found |= {_placeholders(words.split(PLURAL)[0]) for _, words in BLOCKTRANS.findall(text)}
    for path in WEB.rglob("*.py"):
        found |= set(_given(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def words_counted() -> set[str]:
    """Those that are said of one thing and of more."""
    found: set[str] = set()
    for path in WEB.rglob("templates/**/*.html"):
        blocks = BLOCKTRANS.findall(path.read_text(encoding="utf-8"))
        found |= {_placeholders(words.split(PLURAL)[0]) for _, words in blocks if PLURAL in words}
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="ngettext"), args=[ast.Constant(value=str(words)), *_]
                ):
                    found.add(words)
    return found


def _within(context: str | None, words: str) -> str:
    return f"{context}{IN}{words}" if context else words


def _given(code: ast.AST) -> Iterator[str]:
    """The texts that the code gives to be translated."""
    for node in ast.walk(code):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(words)), *rest]):
                if name in GETTEXT:
                    yield words
                elif name in PGETTEXT and isinstance(rest[0], ast.Constant):
                    yield _within(words, str(rest[0].value))


def _placeholders(words: str) -> str:
    return re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", words.replace("%", "%%"))


def english() -> Catalog:
    """The English words as they stand in the .po file."""
    with PO.open("rb") as file:
        catalog = read_po(file)
    catalog.creation_date = catalog.revision_date = SOME_DAY
    return catalog


def known() -> dict[str, tuple[str, ...]]:
    """Each Chinese text with its English one, or with those for one thing and for more."""
    pairs = (
        (_within(message.context, _forms(message.id)[0]), _forms(message.string))
        for message in english()
    )
    return {words: forms for words, forms in pairs if words}


def _forms(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def compiled() -> bytes:
    """The .mo file that belongs to the .po file."""
    buffer = BytesIO()
    write_mo(buffer, english())
    return buffer.getvalue()


if __name__ == "__main__":
    MO.write_bytes(compiled())
