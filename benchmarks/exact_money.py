"""Amounts by an interpreter of its own, in exact fractions: what the engine's fen must equal.

It shares no code with the engine. It reads programme files as plain YAML texts, knows the
expressions that `MoneyProgramme` writes (arithmetic, comparisons, 且 或 非, 最高 最低, tables) and
nothing else of the language, and fails loudly at everything that it does not know. Each amount is
worked out in full, lifted to 下限, held under 上限 (which wins where they contradict each other),
and rounded, what is below zero to zero; every part and branch likewise, but parts and branches
without 取整 stay as they are until the whole is rounded.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

FEN = {"分": 1, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000}
UNITS = {
    "": Fraction(1),
    "%": Fraction(1, 100),
    "元": Fraction(100),
    "万元": Fraction(1_000_000),
    "亿元": Fraction(10_000_000_000),
    "人": Fraction(1),
    "项": Fraction(1),
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(["不低于", "不少于", "不小于", "≥", ">="], operator.ge),
    **dict.fromkeys(["不超过", "不高于", "不多于", "不大于", "≤", "<="], operator.le),
    **dict.fromkeys(["高于", "超过", "大于", "多于", ">"], operator.gt),
    **dict.fromkeys(["低于", "少于", "小于", "不足", "<"], operator.lt),
    **dict.fromkeys(["等于", "="], operator.eq),
    **dict.fromkeys(["不等于", "≠", "!="], operator.ne),
}
ROUNDED = {
    "舍去": lambda whole, _twice, _step: whole,
    "进位": lambda whole, twice, _step: whole + (twice > 0),
    "四舍五入": lambda whole, twice, step: whole + (twice >= step),
    "四舍六入五成双": lambda whole, twice, step: (
        whole + (twice > step or (twice == step and whole % 2 == 1))
    ),
}
FULL_WIDTH = str.maketrans("（）％＜＞＝，／＋", "()%<>=,/+")
Value = Fraction | bool | str | None


class ExactMoney:
    """The amounts of one programme file.

    Args:
        programme_text: the programme file.
        facts_text: the facts dictionary.
    """

    def __init__(self, programme_text: str, facts_text: str) -> None:
        self._versions = yaml.load(programme_text, Loader=yaml.CBaseLoader)["版本"]  # noqa: S506
        self._facts = yaml.load(facts_text, Loader=yaml.CBaseLoader)  # noqa: S506 - texts only

    def amount_fen(self, given: Mapping[str, Any], on: date) -> int | None:
        """The amount of the version in force that day, or None where something is not known.

        Args:
            given: values by fact, in the units of the dictionary.
            on: the day of the event.
        """
        in_force = [each for each in self._versions if _holds(each["有效期"], on)]
        if not in_force or "金额" not in in_force[0]:
            return None
        world = World(self._facts, in_force[0].get("参数", {}), given)
        value = _amount(in_force[0]["金额"], world)
        if value is None:
            return None
        last = {"到": "分", "方式": "四舍五入"}
        whole = _rounded(value, last)
        if "取整" not in in_force[0]["金额"]:
            whole = _within_cap(whole, in_force[0]["金额"], world, last) or Fraction(0)
        assert whole.denominator == 1
        return int(whole)


def _holds(days: Mapping[str, str], on: date) -> bool:
    last = date.max if days["至"] == "长期" else date.fromisoformat(days["至"])
    return date.fromisoformat(days["自"]) <= on <= last


class World:
    """What names mean: facts given, facts derived, parameters."""

    def __init__(
        self, facts: Mapping[str, Any], parameters: Mapping[str, Any], given: Mapping[str, Any]
    ) -> None:
        self._facts = facts
        self._parameters = parameters
        self._given = given
        self.names = sorted([*facts, *parameters], key=len, reverse=True)

    def knows(self, name: str) -> bool:
        """Whether a fact or parameter has the name."""
        return name in self._facts or name in self._parameters

    def value(self, name: str) -> Value:
        """The value of a fact or parameter."""
        if name in self._parameters:
            return self._parameter(self._parameters[name])
        entry = self._facts[name]
        if name not in self._given:
            return self.number(entry["推算"]) if "推算" in entry else None
        given = self._given[name]
        if isinstance(given, bool | str):
            return given
        return Fraction(str(given)) * UNITS[entry.get("单位", "")]

    def _parameter(self, written: str | Mapping[str, Any]) -> Value:
        if isinstance(written, str):
            return self.number(written)
        by = self.value(written["按"])
        if by is None:
            return None
        if "对应" in written:
            table = written["对应"]
            found = table.get(by, table.get("其他"))
            return None if found is None else self.number(found)
        for step in written["分档"]:
            if "至" not in step or by <= self.number(step["至"]):
                return self.number(step["值"])
        return None

    def number(self, text: str) -> Value:
        """The value of an expression."""
        return Reader(text, self).whole()


class Reader:
    """Reads an expression and works it out in one go, from left to right."""

    def __init__(self, text: str, world: World) -> None:
        self._text = text.translate(FULL_WIDTH)
        self._at = 0
        self._world = world

    def whole(self) -> Value:
        """The value of the whole text."""
        value = self._any()
        assert not self._text[self._at :].strip(), self._text[self._at :]
        return value

    def _take(self, *words: str) -> str | None:
        """The longest of the words that comes next, taken."""
        while self._text[self._at : self._at + 1] == " ":
            self._at += 1
        for word in sorted(words, key=len, reverse=True):
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return word
        return None

    def _any(self) -> Value:
        values = [self._all()]
        while self._take("或"):
            values.append(self._all())
        if len(values) == 1:
            return values[0]
        return True if True in values else None if None in values else False

    def _all(self) -> Value:
        values = [self._truth()]
        while self._take("且"):
            values.append(self._truth())
        if len(values) == 1:
            return values[0]
        return False if False in values else None if None in values else True

    def _truth(self) -> Value:
        if self._take("非"):
            value = self._truth()
            return None if value is None else not value
        left = self._sum()
        word = self._take(*COMPARISONS)
        if not word:
            return left
        right = self._option() if isinstance(left, str) or self._is_option() else self._sum()
        return None if left is None or right is None else COMPARISONS[word](left, right)

    def _is_option(self) -> bool:
        """Whether a text comes next: anything that is no number, name or bracket."""
        self._take("")
        rest = self._text[self._at :]
        known = [f"《{name}》" for name in self._world.names] + [*self._world.names, "最", "("]
        return not (rest[:1].isdigit() or rest.startswith(tuple(known)))

    def _option(self) -> str:
        found = re.compile(r" *“?([^”) ]+)”?").match(self._text, self._at)
        assert found
        self._at = found.end()
        return found[1]

    def _sum(self) -> Value:
        value = self._product()
        while sign := self._take("+", "-"):
            value = _combined(sign, value, self._product())
        return value

    def _product(self) -> Value:
        value = self._atom()
        while sign := self._take("*", "/"):
            value = _combined(sign, value, self._atom())
        return value

    def _atom(self) -> Value:
        if self._take("("):
            value = self._any()
            assert self._take(")")
            return value
        if function := self._take("最高(", "最低("):
            values = [self._sum()]
            while self._take(","):
                values.append(self._sum())
            assert self._take(")")
            pick = max if function == "最高(" else min
            return None if None in values else pick(values)
        if name := self._take(*[f"《{each}》" for each in self._world.names], *self._world.names):
            return self._world.value(name.strip("《》"))
        return self._literal()

    def _literal(self) -> Value:
        found = re.compile(r" *(\d+(?:,\d{3})*(?:\.\d+)?)(万元|亿元|元|%|人|项)?").match(
            self._text, self._at
        )
        if found:
            self._at = found.end()
            return Fraction(found[1].replace(",", "")) * UNITS[found[2] or ""]
        if word := self._take("真", "假"):
            return word == "真"
        raise AssertionError(self._text[self._at :])


def _combined(sign: str, left: Value, right: Value) -> Value:
    if left is None or right is None or (sign == "/" and right == 0):
        return None
    signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    return signs[sign](left, right)  # type: ignore[no-any-return]


def _amount(form: Mapping[str, Any], world: World) -> Fraction | None:
    """The amount of a form in fen, within its bounds and rounded if it says so."""
    value = _unbounded(form, world)
    for key, pick in (("下限", max), ("上限", min)):
        if value is not None and key in form:
            bound = world.number(form[key])
            value = None if bound is None else pick(value, bound)
    if value is None or "取整" not in form:
        return value
    return _within_cap(_rounded(value, form["取整"]), form, world, form["取整"])


def _within_cap(
    whole: Fraction, form: Mapping[str, Any], world: World, how: Mapping[str, str]
) -> Fraction | None:
    """A rounded amount, not above the multiple of the step that its own 上限 reaches."""
    if "上限" not in form:
        return whole
    bound = world.number(form["上限"])
    return None if bound is None else min(whole, _rounded(bound, {**how, "方式": "舍去"}))


def _unbounded(form: Mapping[str, Any], world: World) -> Fraction | None:
    if "定额" in form:
        return world.number(form["定额"])
    if "分情形" in form:
        return _first_case(form["分情形"], world)
    if "合计" in form:
        return _total([_part(part, world) for part in form["合计"]])
    base = None if "评定" in form else world.number(form["基数"])
    return None if base is None else _of_base(base, form, world)


def _of_base(base: Fraction, form: Mapping[str, Any], world: World) -> Fraction | None:
    if "比例" in form:
        return _combined("*", base, world.number(form["比例"]))
    if "超额累进" in form:
        return _sliced(base, form["超额累进"], world)
    return _stepped(base, form["全额分档"], world)


def _first_case(branches: Sequence[Mapping[str, Any]], world: World) -> Fraction | None:
    for branch in branches:
        holds = True if "其他" in branch else world.number(branch["当"])
        if holds is None:
            return None
        if holds:
            return _amount(branch, world)
    return None


def _part(part: Mapping[str, Any], world: World) -> Fraction | None:
    holds = world.number(part["当"]) if "当" in part else True
    if holds is None:
        return None
    return _amount(part, world) if holds else Fraction(0)


def _total(parts: Sequence[Fraction | None]) -> Fraction | None:
    return None if None in parts else sum((part for part in parts if part), Fraction(0))


def _sliced(base: Fraction, steps: Sequence[Mapping[str, str]], world: World) -> Fraction:
    """Each slice of the base at its own rate."""
    total, low = Fraction(0), Fraction(0)
    for step in steps:
        high = world.number(step["至"]) if "至" in step else max(base, low)
        if base > low:
            total += (min(base, high) - low) * world.number(step["比例"])
        low = high
    return total


def _stepped(base: Fraction, steps: Sequence[Mapping[str, str]], world: World) -> Fraction | None:
    """The whole base at the rate of the step that it falls in, or the step's fixed amount."""
    for step in steps:
        if "至" not in step or base <= world.number(step["至"]):
            return (
                world.number(step["金额"]) if "金额" in step else base * world.number(step["比例"])
            )
    return None


def _rounded(value: Fraction, how: Mapping[str, str]) -> Fraction:
    step = FEN[how["到"]]
    whole, rest = divmod(max(value, Fraction(0)), step)
    return Fraction(ROUNDED[how["方式"]](int(whole), rest * 2, step) * step)
