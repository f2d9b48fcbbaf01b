"""A look: how wide the screen is, and the language that its words are in."""

from dataclasses import dataclass

import pytest
from django.utils.translation import gettext, override, pgettext

SOURCE = "zh-hans"


@dataclass(frozen=True)
class Look:
    """Called with words of the source, it gives what the page says in their place."""

    width: int = 1440
    language: str = SOURCE

    def __call__(self, words: str, *, context: str = "", **values: object) -> str:
        """The words in the look's language; they are there, or the test fails.

        Args:
            words: as in the source, with %(name)s for what is put in.
            context: where one word of the source has several in other languages.
            values: by those names.
        """
        with override(self.language):
            found = pgettext(context, words) if context else gettext(words)
        assert self.language == SOURCE or found != words, f"no {self.language} for {words}"
        return found % values if values else found

    @property
    def screen(self) -> dict[str, object]:
        """What to open a page with."""
        return {"width": self.width, "language": self.language}


WIDE = Look()
IN_BOTH_LOOKS = pytest.mark.parametrize(
    "look",
    [pytest.param(WIDE, id="wide"), pytest.param(Look(390, "en"), id="narrow-English")],
)
