"""How much a rule pays: the most it can be, and how it is worked out, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiqiao.policy.language.nodes import (
    Arithmetic,
    Cases,
    Choice,
    Constant,
    Extreme,
    NumberNode,
    Progressive,
    Rounded,
    Tiers,
)
from zhiqiao.policy.programme import Amount, Branches, Line, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.showing import Language, Showing, money
from zhiqiao.web.programmes.vocabulary import word_of


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of how an amount is worked out; `depth` counts the cases around it."""

    text: str
    depth: int = 0


def most_fen(amount: Amount | None) -> int | None:
    """The most that it can come to for anyone, in fen; None where the rule sets no limit."""
    if amount is None:
        return None
    known = [_most(node) for node in (amount.bound, amount.node) if node is not None]
    return min((each for each in known if each is not None), default=None)


def _most(node: NumberNode) -> int | None:  # noqa: PLR0911 -- one case per kind of node
    """The upper bound of a number that holds whatever the facts are; None where there is none."""
    if isinstance(node, Constant):
        return int(node.value)
    if isinstance(node, Rounded):
        return _most(node.value)
    if isinstance(node, Extreme):
        found = [_most(each) for each in node.items]
        if node.is_highest:
            return _highest(found)
        return min((each for each in found if each is not None), default=None)
    if isinstance(node, Arithmetic) and node.operator == "+":
        sides = _most(node.left), _most(node.right)
        return None if None in sides else sum(each or 0 for each in sides)
    if isinstance(node, Cases | Tiers | Choice):
        return _highest(_most(each) for each in _outcomes(node))
    return None


def _outcomes(node: Cases | Tiers | Choice) -> Iterator[NumberNode]:
    pairs: Iterable[tuple[object, NumberNode]]
    if isinstance(node, Cases):
        pairs = node.branches
    else:
        pairs = node.steps if isinstance(node, Tiers) else node.options
    yield from (value for _when, value in pairs)
    if node.otherwise is not None:
        yield node.otherwise


def _highest(found: Iterable[int | None]) -> int | None:
    every = list(found)
    return None if not every or None in every else max(each or 0 for each in every)


def _is_fixed(node: NumberNode | None) -> bool:
    while isinstance(node, Rounded):
        node = node.value
    return isinstance(node, Constant)


def amount_in_words(version: Version | None, language: Language) -> str:
    """How much, in a few words: a sum, 最高 a sum, by calculation, or what else there is."""
    amount = version.amount if version else None
    if version is None or amount is None:
        return _("资格或服务") if version and version.benefits else ""
    most = most_fen(amount)
    if most is None:
        return _("按评定") if amount.node is None else _("按公式计算")
    words = money(most, language)
    words = words if _is_fixed(amount.node) else _("最高 %(money)s") % {"money": words}
    if amount.period == "每年":
        return _("每年 %(amount)s") % {"amount": words}
    return words


def rule_lines(version: Version, book: Rulebook, language: Language) -> tuple[RuleLine, ...]:
    """How the amount is worked out, without anyone's numbers; who sets it where no rule does."""
    amount = version.amount
    if amount is None:
        return ()
    showing = Showing(book.dictionary, language)
    lines = list(_lines(amount.lines, showing, 0))
    if amount.node is None:
        lines.append(RuleLine(amount.set_by))
        if (most := most_fen(amount)) is not None:
            lines.append(RuleLine(_("最高 %(money)s") % {"money": money(most, language)}))
    if amount.period:
        lines.append(RuleLine(_("发放周期：%(period)s") % {"period": word_of(amount.period)}))
    if amount.years:
        lines.append(RuleLine(_("最多 %(years)s 年") % {"years": amount.years}))
    return tuple(lines)


def _lines(items: Iterable[Line | Branches], showing: Showing, depth: int) -> Iterator[RuleLine]:
    for item in items:
        if isinstance(item, Branches):
            for branch in item.items:
                when = showing.condition(branch.when) if branch.when else _("其他情形")
                yield RuleLine(when, depth)
                yield from _lines(branch.lines, showing, depth + 1)
        elif item.kind == "slices" and isinstance(item.node, Progressive):
            yield RuleLine(item.label, depth)
            yield from _slices(item.node, showing.language, depth + 1)
        elif item.kind == "bound" and isinstance(item.node, Extreme):
            yield RuleLine(_bound(item, showing), depth)
        elif not (isinstance(item.node, Rounded) and item.node.step_fen == 1):
            yield RuleLine(item.label, depth)


def _bound(item: Line, showing: Showing) -> str:
    """The label with its limit, where that is one number."""
    limit = item.node.items[1] if isinstance(item.node, Extreme) else None
    if isinstance(limit, Constant) and isinstance(limit.value, int):
        words = money(limit.value, showing.language)
        is_said = words.replace(" ", "") in item.label
        return item.label if is_said else f"{item.label}（{words}）"
    return item.label


def _slices(node: Progressive, language: Language, depth: int) -> Iterator[RuleLine]:
    below = 0
    for bound, rate in node.steps:
        share = f"{float(rate * 100):g}%"
        low = money(below, language)
        if bound is None:
            text = _("超过 %(low)s 的部分 × %(rate)s") % {"low": low, "rate": share}
        else:
            words = {"low": low, "high": money(int(bound), language), "rate": share}
            text = _("%(low)s 至 %(high)s 的部分 × %(rate)s") % words
            below = int(bound)
        yield RuleLine(text, depth)
