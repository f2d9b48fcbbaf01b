"""Texts and codes that are written in rules, brought to the spelling that facts have."""

import difflib

from zhiqiao.codes import normal_industry, normal_region
from zhiqiao.policy.errors import ProblemKind, refuse
from zhiqiao.policy.language.parsing import Syntax
from zhiqiao.policy.language.scope import Scope, Typed
from zhiqiao.policy.values import Place

WORDS = {"TRUE": "真", "FALSE": "假"}


def text_of(syntax: Syntax) -> str:
    """What a literal says, as text."""
    if syntax.kind == "truth":
        return WORDS[syntax.text]
    return syntax.text + (syntax.unit if syntax.kind == "number" else "")


def matched_text(text: str, left: Typed, _scope: Scope, place: Place) -> str:
    """The literal in the spelling that the fact on the left has.

    Raises:
        PolicyError: for a code that does not exist, or a text that the fact cannot have.
    """
    if left.kind in ("industry", "region"):
        normal = normal_industry(text) if left.kind == "industry" else normal_region(text)
        if normal is None:
            raise refuse(ProblemKind.CODE_UNKNOWN, place, found=text, kind=left.kind)
        return normal
    options = left.fact.options if left.fact else ()
    if options and text not in options:
        like = "、".join(difflib.get_close_matches(text, options, n=3, cutoff=0.3) or options[:5])
        raise refuse(ProblemKind.OPTION_UNKNOWN, place, found=text, like=like)
    return text
