"""Which projects a list shows: basket, stage, owner, field and words, read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.terms import term_of
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.queries import SOON, Standing, worked_on_by
from zhiqiao.web.transfers.stages import Stage

BASKETS: Mapping[str, Promise] = {
    "open": _("在办"),
    "mine": _("我负责的"),
    "soon": _("7 天内到期"),
    "overdue": _("已超期"),
    "closed": _("已关闭"),
}
BOARD, TABLE = "board", "table"
TEXT_MAX, DIGITS_MAX = 100, 9


@dataclass(frozen=True, slots=True)
class TransferQuery:
    """What the visitor asked for; what cannot be is left out."""

    basket: str = "open"
    view: str = BOARD
    stage: str = ""
    owner: int | None = None
    field: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beyond the basket narrows the list."""
        return bool(self.stage or self.owner is not None or self.field or self.text)

    def address(self, **changes: Any) -> str:
        """The query as it stands in an address, with changes; what is usual is left out."""
        usual = TransferQuery()
        changed = replace(self, **changes)
        told = {
            name: getattr(changed, name)
            for name in ("basket", "view", "stage", "owner", "field", "text")
            if getattr(changed, name) != getattr(usual, name)
        }
        if "text" in told:
            told["q"] = told.pop("text")
        return "?" + urlencode(told)


def read_query(asked: Mapping[str, str]) -> TransferQuery:
    """The query of an address."""
    owner = asked.get("owner", "")
    return TransferQuery(
        basket=_among(asked.get("basket", ""), BASKETS, "open"),
        view=_among(asked.get("view", ""), (BOARD, TABLE), BOARD),
        stage=_among(asked.get("stage", ""), Stage.values, ""),
        owner=whole_number(owner),
        field=asked.get("field", "")[:TEXT_MAX].replace("\x00", ""),
        text=asked.get("q", "").strip()[:TEXT_MAX].replace("\x00", ""),
    )


def whole_number(text: str) -> int | None:
    """A number as an address or a form tells it; None for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX
    return int(text) if is_number else None


def _among(value: str, known: Any, usual: str) -> str:
    return value if value in known else usual


def found_for(person: Person, query: TransferQuery) -> QuerySet[Transfer]:
    """The person's projects that the query asks for: most urgent first, closed ones newest."""
    basket = _in_basket(query.basket, person, timezone.localdate())
    rows = worked_on_by(person).filter(basket, narrowing(query))
    if query.basket == "closed":
        return rows.order_by("-closed_at", "-pk")
    return rows.order_by(F("due_on").asc(nulls_last=True), "-pk")


def narrowing(query: TransferQuery) -> Q:
    """What the query asks for beyond its basket."""
    wanted = _says(query.text) if query.text else Q()
    if query.stage:
        wanted &= Q(stage=query.stage)
    if query.owner is not None:
        wanted &= Q(owner_id=query.owner)
    if query.field:
        wanted &= Q(field=query.field)
    return wanted


def _in_basket(basket: str, person: Person, today: date) -> Q:
    baskets = {
        "open": Q(end=""),
        "mine": Q(end="", owner=person),
        "soon": Q(end="", due_on__gte=today, due_on__lte=today + SOON),
        "overdue": Q(end="", due_on__lt=today),
        "closed": ~Q(end=""),
    }
    return baskets[basket]


def _says(text: str) -> Q:
    columns = ("need_title", "offer_title", "seeker__name", "provider__name", "next_action")
    said = Q()
    for column in columns:
        said |= Q(**{f"{column}__icontains": text})
    return said


def baskets(query: TransferQuery, standing: Standing) -> list[dict[str, object]]:
    """The baskets with their counts and addresses."""
    return [
        {
            "word": word,
            "count": getattr(standing, code),
            "url": query.address(basket=code),
            "is_current": code == query.basket,
        }
        for code, word in BASKETS.items()
    ]


def choices_of(person: Person) -> dict[str, list[tuple[object, str]]]:
    """What the filters offer: the owners and fields of the person's projects, each with a count."""
    rows = worked_on_by(person).order_by()
    owners = rows.exclude(owner=None).values_list("owner", "owner__name").annotate(n=Count("pk"))
    fields = rows.exclude(field="").values_list("field").annotate(n=Count("pk"))
    return {
        "owners": [(pk, f"{name} · {n}") for pk, name, n in owners.order_by("owner__name")],
        "fields": [
            (field, f"{term_of(field)} · {n}") for field, n in fields.order_by("-n", "field")
        ],
    }
