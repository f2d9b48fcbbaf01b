"""The words of a need that a likely need would become: the quotation, and what is to fill in."""

from collections.abc import Sequence

from zhiqiao.matching.latent.draft import BLANK
from zhiqiao.web.catalogue.answers import text_with
from zhiqiao.web.latent.models import LikelyNeed

CONDITIONS = ("使用条件", "Conditions of use")
HAVE_BOXES = ("完成时间", "预算（万元）", "Deadline", "Budget (10,000 yuan)")
"""What the form of a need asks in boxes of their own."""


def need_text(likely: LikelyNeed) -> str:
    """The text to begin with; figures and conditions are blanks, none is invented."""
    names = names_of(likely.targets)
    asked = [name for name in names if name not in (*CONDITIONS, *HAVE_BOXES)]
    blanks = "；".join(f"{name} {BLANK}" for name in asked)
    return text_with(likely.quote, {"targets": blanks, "conditions": BLANK})


def names_of(targets: Sequence[str]) -> list[str]:
    """What is to fill in, without the blanks."""
    return [target.removesuffix(BLANK).rstrip(" ：:") for target in targets]
