"""The ledger's code words in the language of the page."""

from enum import StrEnum

from django.utils.translation import get_language

from zhiqiao.ledger.wording import told


def told_here(word: StrEnum) -> str:
    """A code word for the visitor."""
    return told(word, "en" if (get_language() or "").startswith("en") else "zh")
