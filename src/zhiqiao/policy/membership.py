"""Tests of texts, codes and sets that both back-ends use, so that they cannot differ."""

from collections.abc import Callable

from zhiqiao.codes import industry_within, region_within
from zhiqiao.policy.language.nodes import Has, Member
from zhiqiao.policy.values import OneOf


def text_among(texts: frozenset[str]) -> str | OneOf | None:
    """A text known to be one of several: itself where it is the only one, None where any may be."""
    if len(texts) == 1:
        return next(iter(texts))
    return OneOf(texts) if texts else None


def member_test(node: Member) -> Callable[[str | OneOf | None], bool | None]:
    """Whether a text value is among the node's options; both back-ends use it."""
    options = node.options
    if node.matching in ("industry", "region"):
        within = industry_within if node.matching == "industry" else region_within

        def test(text: str) -> bool | None:
            truths = [within(text, option) for option in options]
            return True if True in truths else None if None in truths else False

    elif node.matching == "piece":

        def test(text: str) -> bool | None:
            return any(option in text for option in options)

    else:
        known = frozenset(options)

        def test(text: str) -> bool | None:
            return text in known

    def belongs(value: str | OneOf | None) -> bool | None:
        if value is None:
            return None
        if isinstance(value, OneOf):
            truths = {test(text) for text in value.texts}
            return truths.pop() if len(truths) == 1 else None
        return test(value)

    return belongs


def has_test(node: Has) -> Callable[[frozenset[str]], bool]:
    """Whether a set has the node's options; both back-ends use it."""
    options = node.options
    if node.mode == "all":
        return lambda found: options <= found
    if node.mode == "same":
        return lambda found: options == found
    return lambda found: not options.isdisjoint(found)
