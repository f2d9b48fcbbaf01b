"""What the pages of cases show: baskets with counts, what was said, and by when."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.asking import Passage
from zhiqiao.web.cases import clock
from zhiqiao.web.cases.library import library
from zhiqiao.web.cases.models import Case, CaseEntry, Ending, EntryKind, PauseReason
from zhiqiao.web.cases.queries import BASKETS
from zhiqiao.web.rulebook.current import rulebook

PASSAGES_OFFERED = 8
QUOTED = ("id", "title", "text", "document", "number", "clause", "address")


def baskets_of(counts: dict[str, int], current: str) -> list[dict[str, object]]:
    """The baskets as the page draws them."""
    base = reverse("cases")
    return [
        {
            "word": word,
            "count": counts[name],
            "url": f"{base}?basket={name}",
            "is_current": name == current,
        }
        for name, word in BASKETS.items()
    ]


def programme_name(case: Case) -> str:
    """What the programme asked about is called; "" where there is none."""
    found = rulebook().programme(case.programme_id) if case.programme_id else None
    return found.name if found else ""


def row_of(case: Case) -> dict[str, Any]:
    """A case in a list."""
    today = timezone.localdate()
    return {
        "case": case,
        "programme": programme_name(case),
        "left": clock.days_left(case, today),
        "paused": pause_words(case),
        "place": place_words(case),
    }


def rows_of(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Cases in a list."""
    return [row_of(case) for case in cases]


def pause_words(case: Case) -> str:
    """Why the clock stands; "" while it runs."""
    if not case.is_open or not case.is_paused:
        return ""
    return _("暂停计时：%(why)s") % {"why": PauseReason(case.pause_reason).label}


def place_words(case: Case) -> str:
    """Who answers."""
    return case.department.name if case.department else _("技术转移中心")


def events_of(entries: Iterable[CaseEntry], *, names: bool) -> list[dict[str, Any]]:
    """What was said and done, as the page tells it; with names of people for those who answer."""
    return [
        {
            "at": entry.at,
            "who": _who(entry, names=names),
            "what": _what(entry),
            "text": entry.text,
            "kind": entry.kind,
            "passages": entry.passages,
        }
        for entry in entries
    ]


def _who(entry: CaseEntry, *, names: bool) -> str:
    if entry.is_by_asker:
        return _("提问者")
    if names and entry.person is not None:
        return entry.person.name
    return _("处理部门")


def _what(entry: CaseEntry) -> str:
    if entry.kind == EntryKind.TRANSFER:
        to = entry.to_department.name if entry.to_department else _("技术转移中心")
        return _("转到 %(to)s，计时重新开始") % {"to": to}
    if entry.kind == EntryKind.PAUSE:
        return _("暂停计时：%(why)s") % {"why": PauseReason(entry.code).label}
    if entry.kind == EntryKind.RESOLVE:
        return _("办结：%(end)s") % {"end": Ending(entry.code).label}
    return str(EntryKind(entry.kind).label)


def passages_for(case: Case) -> dict[str, Passage]:
    """Passages that an answer may quote, by their id: of the programme, then those found."""
    book = library.book()
    own = [p for p in book.passages if case.programme_id and p.programme_id == case.programme_id]
    found = [p for each in book.ask(case.question).found for p in each.passages]
    return {p.id: p for p in [*own, *found][: PASSAGES_OFFERED + len(own)]}


def quotation(passage: Passage) -> dict[str, str]:
    """A passage as it is kept with an answer."""
    return {name: getattr(passage, name) for name in QUOTED}
