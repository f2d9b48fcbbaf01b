"""A rulebook as passages: every sentence that a question can be answered with, and its citation."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from zhiqiao.asking.amounts import amount_text
from zhiqiao.asking.conditions import conditions_of
from zhiqiao.asking.places import places_in
from zhiqiao.asking.values import Kind, Passage
from zhiqiao.codes import region_name
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.showing import Showing
from zhiqiao.policy.values import Citation, DateRange, Window

CODES = re.compile(r"\b\d{2,6}\b")
NATIONAL = "国家"
DAY = timedelta(days=1)
UNKNOWN = "不详"


def passages_of(rulebook: Rulebook, *, on: date) -> list[Passage]:
    """The passages of every programme, in order of the ids and as rules are written.

    Of each programme the version in force on the day; where there is none the last one, with a
    line that says so.
    """
    showing = Showing(rulebook.dictionary)
    return [each for one in rulebook.programmes for each in _of_programme(one, showing, on)]


def places_of(programme: Programme) -> frozenset[str] | None:
    """Where the programme applies, with the larger places around; None: everywhere."""
    if programme.level == NATIONAL:
        return None
    version = programme.versions[-1]
    rules = [leaf.source for leaf in version.leaves if "注册地" in leaf.source]
    codes = CODES.findall(" ".join([programme.audience_text, *rules]))
    texts = [programme.name, programme.department, *(each.document for each in version.citations)]
    named = {name for code in codes for name in _names_around(code)}
    return frozenset(named).union(*map(places_in, texts))


def _names_around(code: str) -> Iterator[str]:
    stems = (code[:2].ljust(6, "0"), code[:4].ljust(6, "0"), code.ljust(6, "0"))
    for stem in dict.fromkeys(stems):
        name = region_name(stem)
        if name:
            yield name
            yield name.rstrip("省市区县")


def _of_programme(programme: Programme, showing: Showing, on: date) -> Iterator[Passage]:
    in_force = programme.version_on(on)
    version = in_force or programme.versions[-1]
    source = _Source(programme, version)
    cited = "；".join(_cited(each) for each in version.citations)
    yield source.passage(Kind.OVERVIEW, f"{programme.name}。依据：{cited}")
    yield source.passage(Kind.DEPARTMENT, f"主管部门：{programme.department}")
    yield from _conditions(source, showing, on)
    if version.amount is not None:
        yield source.passage(Kind.AMOUNT, f"金额：{amount_text(version.amount, showing)}")
    for benefit in version.benefits:
        yield source.passage(Kind.BENEFIT, benefit)
    yield from _times(version, source, on)
    yield source.passage(Kind.MODE, f"兑现方式：{version.mode}")
    if version.materials:
        names = (each.name + ("（可免）" if each.is_waivable else "") for each in version.materials)
        yield source.passage(Kind.MATERIAL, f"证明材料：{'、'.join(names)}")
    if programme.note:
        yield source.passage(Kind.NOTE, f"说明：{programme.note}")


def _conditions(source: "_Source", showing: Showing, on: date) -> Iterator[Passage]:
    programme, version = source.programme, source.version
    where = places_of(programme)
    if where:
        yield source.passage(Kind.PLACE, f"适用地区：{'、'.join(sorted(where))}")
    for leaf, words in conditions_of(programme, version, showing.facts, on=on):
        note = getattr(leaf, "note", "")
        text = f"{words}（{note}）" if note else words
        to_verify = leaf.trust is not None and not leaf.trust.is_verified
        yield source.passage(Kind.CONDITION, text, clause=leaf.clause, is_to_verify=to_verify)


def _times(version: Version, source: "_Source", on: date) -> Iterator[Passage]:
    for window in sorted(version.windows, key=lambda each: _turn(each, on)):
        over = "（已结束）" if _is_over(window, on) else ""
        yield source.passage(Kind.WINDOW, f"申报窗口：{_window_text(window)}{over}")
    unknown = "（起止日期不详）" if version.has_unknown_dates else ""
    ended = "" if version.valid.holds(on) else f"（{on} 不在有效期内）"
    yield source.passage(Kind.VALIDITY, f"有效期：{_range_text(version.valid)}{unknown}{ended}")


def _turn(window: Window, on: date) -> tuple[bool, date]:
    """Sorts the open window first, then those to come, those without days, the ended ones."""
    has_days = window.days != DateRange()
    return _is_over(window, on), (window.days.start_on or date.min) if has_days else date.max


def _is_over(window: Window, on: date) -> bool:
    return window.days.end_on is not None and window.days.end_on <= on


def _window_text(window: Window) -> str:
    has_days = window.days != DateRange()
    parts = [_range_text(window.days) if has_days else "", window.note]
    return "，".join(part for part in parts if part)


def _range_text(days: DateRange) -> str:
    start = days.start_on.isoformat() if days.start_on else UNKNOWN
    end = (days.end_on - DAY).isoformat() if days.end_on else "长期"
    return f"{start} 至 {end}"


def _cited(citation: Citation) -> str:
    number = f"（{citation.number}）" if citation.number else ""
    return f"《{citation.document}》{number}{citation.clause}"


class _Source:
    """Makes passages of one version, numbered as they come."""

    def __init__(self, programme: Programme, version: Version) -> None:
        self.programme, self.version = programme, version
        self.count = 0

    def passage(
        self, kind: Kind, text: str, *, clause: str = "", is_to_verify: bool = False
    ) -> Passage:
        """One passage; its citation is the one whose number its clause names, else the first."""
        self.count += 1
        citations = self.version.citations or (Citation(""),)
        found = next((c for c in citations if c.number and c.number in clause), citations[0])
        named = clause.removeprefix(found.document).removeprefix(found.number).strip()
        return Passage(
            id=f"{self.programme.id}.{self.count}",
            kind=kind,
            programme_id=self.programme.id,
            title=self.programme.name,
            text=text,
            document=found.document,
            number=found.number,
            clause=named or found.clause,
            address=found.address,
            department=self.programme.department,
            is_to_verify=is_to_verify or self.version.to_verify,
        )
