"""A rule in plain words, without any enterprise: its conditions and its amount as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.policy import Rulebook
from zhiqiao.policy.language.nodes import All, AtLeast, Clause, Manual, Not, TruthNode
from zhiqiao.policy.programme import Branches, Line, Programme, Version
from zhiqiao.policy.showing import Showing, money
from zhiqiao.web.profiles.language import page_language


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence; `depth` is how far it belongs below the one before it."""

    depth: int
    words: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class VersionOutline:
    """One version of a rule in words."""

    title: str
    days: str
    source: str
    conditions: tuple[Said, ...]
    amount: tuple[Said, ...]
    budget: str


def outline_of(programme: Programme, book: Rulebook) -> tuple[VersionOutline, ...]:
    """Every version, in order of its days."""
    showing = Showing(book.dictionary, page_language())
    return tuple(_version(each, showing) for each in programme.versions)


def days_of(version: Version) -> str:
    """From when to when it is in force."""
    start, end = version.valid.start_on, version.valid.end_on
    first = start.isoformat() if start else "…"
    if end is None:
        return _("%(first)s 起长期有效") % {"first": first}
    last = (end - timedelta(days=1)).isoformat()
    return _("%(first)s 至 %(last)s") % {"first": first, "last": last}


def _version(version: Version, showing: Showing) -> VersionOutline:
    conditions: list[Said] = []
    if version.applies is not None:
        conditions.append(
            Said(0, _("只适用于：%(what)s") % {"what": _of(version.applies, showing)})
        )
    conditions += _conditions(version.rule, showing, 0)
    first = version.citations[0] if version.citations else None
    source = f"{first.document} {first.number}".strip() if first else ""
    return VersionOutline(
        version.label or days_of(version),
        days_of(version),
        source,
        tuple(conditions),
        tuple(_amount(version, showing)),
        _budget(version),
    )


def _of(node: TruthNode, showing: Showing) -> str:
    if isinstance(node, Clause):
        return showing.condition(node.rule)
    return showing.condition(node)


def _conditions(node: TruthNode, showing: Showing, depth: int) -> Iterator[Said]:
    if isinstance(node, Clause):
        yield Said(depth, _of(node, showing), node.clause)
    elif isinstance(node, Manual):
        yield Said(depth, _("由人核验：%(what)s") % {"what": node.source}, node.clause)
    elif isinstance(node, Not):
        yield from _not(node.item, showing, depth)
    elif isinstance(node, All):
        yield Said(depth, _("以下全部满足："))
        yield from _each(node.items, showing, depth + 1)
    elif isinstance(node, AtLeast):
        words = ngettext("以下至少满足 %(n)d 项：", "以下至少满足 %(n)d 项：", node.count)
        yield Said(depth, words % {"n": node.count})
        yield from _each(node.items, showing, depth + 1)
    else:
        yield Said(depth, showing.condition(node))


def _not(node: TruthNode, showing: Showing, depth: int) -> Iterator[Said]:
    words = _("不能有：%(what)s") % {"what": _of(node, showing)}
    yield Said(depth, words, node.clause if isinstance(node, Clause) else "")


def _each(items: Iterable[TruthNode], showing: Showing, depth: int) -> Iterator[Said]:
    for item in items:
        yield from _conditions(item, showing, depth)


def _amount(version: Version, showing: Showing) -> Iterator[Said]:
    amount = version.amount
    if amount is None:
        for benefit in version.benefits:
            yield Said(0, benefit)
        return
    if amount.set_by:
        yield Said(0, _("金额评定：%(who)s") % {"who": amount.set_by})
    yield from _lines(amount.lines, showing, 0)
    if amount.period or amount.years:
        years = str(amount.years or "")
        yield Said(0, " ".join(filter(None, (amount.period, years and _("共 %s 年") % years))))


def _lines(lines: Sequence[Line | Branches], showing: Showing, depth: int) -> Iterator[Said]:
    for line in lines:
        if isinstance(line, Line):
            yield Said(depth, line.label)
            continue
        for branch in line.items:
            when = showing.condition(branch.when) if branch.when else ""
            yield Said(depth, _("如果 %(when)s：") % {"when": when} if when else _("其他情形："))
            yield from _lines(branch.lines, showing, depth + 1)


def _budget(version: Version) -> str:
    if version.budget is None:
        return ""
    total = money(version.budget.total_fen, page_language())
    return _("预算 %(total)s，不足时%(how)s") % {
        "total": total,
        "how": version.budget.shortage.value,
    }
