"""Answers to the diagnosis's questions, as labelled lines of a need's text.

A line such as 可测指标：抗拉强度 ≥350 MPa is read by the matching like any other sentence, and by
people as what it is; so an answer needs no place of its own.
"""

import re
from collections.abc import Mapping

from zhiqiao.matching.facets import CONDITIONS, PROBLEM, TARGETS, TRIED, FacetKind

ASKED: tuple[FacetKind, ...] = (PROBLEM, TARGETS, CONDITIONS, TRIED)
"""What is asked in words of one's own; budget, deadline and mode have boxes of their own."""
KINDS = {kind.name: kind for kind in ASKED}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def answers_in(text: str) -> dict[str, str]:
    """The answers that stand in the text, by the name of what they are about."""
    found = {name: _line_of(kind).search(text) for name, kind in KINDS.items()}
    return {name: line["answer"].strip() for name, line in found.items() if line}


def text_with(text: str, answers: Mapping[str, str]) -> str:
    r"""The text with these answers in it; those given before are replaced, empty ones go.

    >>> text_with("漆膜发黏。", {"targets": "5 ℃ 实干 ≤ 24 h"})
    '漆膜发黏。\n可测指标：5 ℃ 实干 ≤ 24 h'
    """
    for name, kind in KINDS.items():
        if name in answers:
            text = _with_one(text, kind, _on_one_line(answers[name]))
    return text


def _with_one(text: str, kind: FacetKind, answer: str) -> str:
    line = _line_of(kind)
    found = line.search(text)
    if found and found["answer"].strip() == answer:
        return text
    if not answer:
        return line.sub("", text).strip("\n")
    written = _labelled(kind, answer, is_chinese=bool(_CHINESE.search(text + answer)))
    if found:
        return line.sub(lambda _found: written + "\n", text, count=1).rstrip("\n")
    return f"{text.rstrip()}\n{written}".lstrip("\n")


def _labelled(kind: FacetKind, answer: str, *, is_chinese: bool) -> str:
    return f"{kind.label}：{answer}" if is_chinese else f"{kind.english}: {answer}"


def _line_of(kind: FacetKind) -> re.Pattern[str]:
    """The whole line of that answer, its end included."""
    labels = "|".join(map(re.escape, (kind.label, kind.english)))
    return re.compile(rf"^(?:{labels})[ \t]*[：:](?P<answer>[^\n]*)(?:\n|\Z)", re.MULTILINE)


def _on_one_line(answer: str) -> str:
    return "；".join(line.strip() for line in answer.splitlines() if line.strip())
