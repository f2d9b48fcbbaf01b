"""Finding audit rows. The cost of a page does not depend on how many rows there are."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.audit.words import action_word, key_word, noun_word, page_of, value_word

PAGE_SIZE = 50
NAMESAKES_MAX = 50
NEVER = 2**62
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Search = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as an auditor reads it. `actor` None: the system; "": nobody known any more."""

    number: int
    at: datetime
    actor: str | None
    organisation: str
    action: Promise | str
    noun: Promise | str
    object_id: str
    page: str
    data: Sequence[tuple[Promise | str, str]]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Rows, the newest first, and the numbers to go on from; None where there is nothing."""

    rows: Sequence[Shown]
    older: int | None
    newer: int | None


def find_rows(search: Search) -> QuerySet[AuditRow]:
    """The rows that fit, the newest first."""
    rows = AuditRow.objects.order_by("-number")
    for name in ("action", "noun", "object_id"):
        if search.get(name):
            rows = rows.filter(**{name: search[name]})
    if search.get("person"):
        rows = _by_ids(rows, "actor_id", _people(search["person"]))
    if search.get("organisation"):
        rows = _by_ids(rows, "organisation_id", _organisations(search["organisation"]))
    if search.get("start_on"):
        rows = rows.filter(number__gte=_first_since(search["start_on"]))
    if search.get("end_on"):
        rows = rows.filter(number__lt=_first_since(search["end_on"] + timedelta(days=1)))
    return rows


def page_of_rows(
    found: QuerySet[AuditRow], *, before: int | None = None, after: int | None = None
) -> AuditPage:
    """One page by row number: those before a number, those after one, or the newest."""
    if after is not None:
        taken = list(found.filter(number__gt=after).order_by("number")[: PAGE_SIZE + 1])
        has_newer, kept = len(taken) > PAGE_SIZE, taken[:PAGE_SIZE][::-1]
        has_older = True
    else:
        narrowed = found.filter(number__lt=before) if before is not None else found
        taken = list(narrowed[: PAGE_SIZE + 1])
        has_older, kept = len(taken) > PAGE_SIZE, taken[:PAGE_SIZE]
        has_newer = before is not None
    return AuditPage(
        rows=shown(kept),
        older=kept[-1].number if kept and has_older else None,
        newer=kept[0].number if kept and has_newer else None,
    )


def shown(rows: Sequence[AuditRow]) -> list[Shown]:
    """The rows with names; two queries, whatever their number."""
    people = _names(get_user_model(), (row.actor_id for row in rows))
    organisations = _names(_organisation_model(), (row.organisation_id for row in rows))
    return [_shown(row, people, organisations) for row in rows]


def _shown(row: AuditRow, people: dict[int, str], organisations: dict[int, str]) -> Shown:
    return Shown(
        number=row.number,
        at=EPOCH + timedelta(microseconds=row.at_us),
        actor=None if row.actor_id is None else people.get(row.actor_id, ""),
        organisation=organisations.get(row.organisation_id or 0, ""),
        action=action_word(row.action),
        noun=noun_word(row.noun),
        object_id=row.object_id,
        page=page_of(row.noun, row.object_id),
        data=_pairs(row.data),
    )


def _pairs(data: str) -> list[tuple[Promise | str, str]]:
    """The data as names and values, without empty ones; a damaged row shows what it holds."""
    try:
        found = json.loads(data)
    except ValueError:
        return [("?", data[:200])]
    if not isinstance(found, dict):
        return [("?", data[:200])]
    given = ((key, value) for key, value in found.items() if value not in ("", None, [], {}))
    return [(key_word(key), _brief(value)) for key, value in given]


def _brief(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value_word(str(value)))
    return text if len(text) <= PAGE_SIZE else f"{text[:PAGE_SIZE]}…"


def _organisation_model() -> type[Model]:
    return apps.get_model("accounts", "Organisation")


def _names(model: type[Model], ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id, of those that still exist."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    rows = model._base_manager.filter(pk__in=wanted)  # noqa: SLF001 -- the auditor sees every name
    return dict(rows.values_list("pk", "name"))


def _people(text: str) -> list[int]:
    found = Q(username=text) | Q(name=text)
    return _ids(get_user_model(), found | Q(pk=int(text)) if _is_id(text) else found)


def _organisations(text: str) -> list[int]:
    found = Q(name__icontains=text) | Q(code=text) | Q(uscc=text.upper())
    return _ids(_organisation_model(), found | Q(pk=int(text)) if _is_id(text) else found)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) < NEVER


def _ids(model: type[Model], condition: Q) -> list[int]:
    rows = model._base_manager.filter(condition)  # noqa: SLF001 -- the auditor sees every name
    return list(rows.order_by("pk").values_list("pk", flat=True)[:NAMESAKES_MAX])


def _by_ids(rows: QuerySet[AuditRow], name: str, ids: list[int]) -> QuerySet[AuditRow]:
    """Equality for one id, so that its index gives the rows in order."""
    if len(ids) == 1:
        return rows.filter(**{name: ids[0]})
    return rows.filter(**{f"{name}__in": ids})


def _first_since(day: date) -> Coalesce:
    """The number of the first row of a day or later; beyond all where there is none."""
    begin = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    at_us = (begin - EPOCH) // timedelta(microseconds=1)
    first = AuditRow.objects.filter(at_us__gte=at_us).order_by("at_us", "number")
    return Coalesce(Subquery(first.values("number")[:1]), Value(NEVER))
