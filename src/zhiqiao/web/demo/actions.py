"""Loading the demo city, and matching its needs."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from zhiqiao.common import describe
from zhiqiao.matching.errors import MatchingError
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import (
    Membership,
    MembershipState,
    Organisation,
    OrganisationKind,
    Person,
)
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.diagnosing import measure
from zhiqiao.web.catalogue.forms import to_fen
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.demo.city import CITY, City, digest_of, read_city
from zhiqiao.web.demo.life import load_demo_life
from zhiqiao.web.demo.models import DemoLoad
from zhiqiao.web.demo.profiles import load_demo_profiles
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.actions import perform_run, refit
from zhiqiao.web.matches.models import MatchRun, Review, RunState
from zhiqiao.web.matches.refitting import Outcome

log = logging.getLogger(__name__)

Progress = Callable[[int, int], object]
Rows = list[dict[str, Any]]
CENTRE = "org-demo-centre"
DEPARTMENT = "org-demo-department"
CHUNK = 32
MAIL_DOMAIN = "yunxi.example"  # the city is made up, and so are its addresses
NAMES = {
    Role.BROKER: ("demo-broker", "周映川"),
    Role.SEEKER: ("demo-seeker", "林知夏"),
    Role.PROVIDER: ("demo-provider", "沈望舟"),
    Role.ANALYST: ("demo-analyst", "顾言"),
    Role.AFFAIRS: ("demo-affairs", "许清禾"),
    Role.REVIEWER: ("demo-reviewer", "江知行"),
    Role.OPERATOR: ("demo-operator", "陆观澜"),
    Role.FINANCE_MAKER: ("demo-finance-maker", "钱思源"),
    Role.FINANCE_CHECKER: ("demo-finance-checker", "贺明谦"),
}
ALSO = {Role.AFFAIRS: Role.ORGANISATION_ADMIN}
"""Second roles: who looks after policies in an enterprise mostly looks after its members too."""
OF_DEPARTMENT = (Role.REVIEWER, Role.FINANCE_MAKER, Role.FINANCE_CHECKER)
COLLEAGUE = ("demo-broker-2", "宋晚晴")  # who gave the demo's grades
SECOND_REVIEWER = ("demo-reviewer-2", "宋时雨")  # who publishes what the first one drafts


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What stands after a load. `already_loaded`: there was nothing to do."""

    organisations: int
    needs: int
    offers: int
    judgements: int
    matched: int
    already_loaded: bool


def load_demo(*, progress: Progress | None = None, folder: Path = CITY) -> DemoResult:
    """Writes the demo city and matches its needs. Again with the same files: nothing to do.

    Args:
        progress: called with how many rows are done (indexed or matched) and how many there are.
        folder: where the city's files are.

    A load that was cut off goes on where it stopped: rows first, in one transaction, then the
    needs that have no finished run.
    """
    report = progress or _silent
    if DemoLoad.objects.filter(digest=digest_of(folder)).exists():
        _complete_department()
        load_demo_life()
        return _result(already_loaded=True)
    city = read_city(folder)
    _write_city(city=city)
    load_demo_profiles()
    _match(report, before=_index(report))
    _learn(report)
    load_demo_life()
    _note_load(digest=city.digest)
    return _result(already_loaded=False)


def _silent(_done: int, _total: int) -> None:
    pass


def _result(*, already_loaded: bool) -> DemoResult:
    needs = Need.objects.unscoped().filter(is_demo=True)
    return DemoResult(
        organisations=Organisation.objects.filter(is_demo=True).count(),
        needs=needs.count(),
        offers=Offer.objects.unscoped().filter(is_demo=True).count(),
        judgements=Review.objects.unscoped().filter(person__is_demo=True).count(),
        matched=needs.filter(runs__state=RunState.DONE).distinct().count(),
        already_loaded=already_loaded,
    )


def _index(report: Progress) -> int:
    """Indexes all rows of the city; how many."""
    offers, needs = (_demo_ids(Offer), _demo_ids(Need))
    total = len(offers) + 2 * len(needs)
    done = 0
    for side, ids in ((Side.OFFER, offers), (Side.NEED, needs)):
        for start in range(0, len(ids), CHUNK):
            report(done, total)
            engine_room.refresh_index(side, ids[start : start + CHUNK])
            done += len(ids[start : start + CHUNK])
    return done


def _demo_ids(model: type[Need] | type[Offer]) -> list[int]:
    rows = model.objects.unscoped().filter(is_demo=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _published_needs() -> QuerySet[Need]:
    rows = Need.objects.unscoped().filter(is_demo=True, status=Status.PUBLISHED)
    return rows.order_by("pk")


def _match(report: Progress, *, before: int) -> None:
    """Matches the city's needs that have no finished run."""
    done_ids = (
        MatchRun.objects.unscoped().filter(state=RunState.DONE, need__isnull=False).values("need")
    )
    needs = list(_published_needs().exclude(pk__in=done_ids))
    for done, need in enumerate(needs, start=1):
        perform_run(run=ask_demo_run(need=need))
        report(before + done, before + len(needs))


def _learn(report: Progress) -> None:
    """Refits to the grades of the city's brokers; its needs are matched again if that helped.

    So the demo shows both: what the shipped model said, and what it became by grades. A machine
    that cannot fit keeps the shipped model.
    """
    try:
        outcome = refit().outcome
    except MatchingError as error:
        log.warning("The demo keeps the shipped model: %s", describe(error))
        return
    if outcome != Outcome.SERVED:
        return
    needs = list(_published_needs())
    for done, need in enumerate(needs, start=1):
        perform_run(run=ask_demo_run(need=need))
        report(done, len(needs))


@action
def ask_demo_run(*, need: Need) -> MatchRun:
    """A waiting run of the demo."""
    run = MatchRun.objects.create(need=need, is_demo=True)
    audit(actor=None, action="ask_run", what=run, data={"need": need.pk})
    return run


@action
def _note_load(*, digest: str) -> None:
    load = DemoLoad.objects.create(digest=digest)
    audit(actor=None, action="finish_demo", what=load, data={"digest": digest})


@action
def _write_city(*, city: City) -> None:
    """All rows of the city in one transaction; rows with the same code are brought up to date."""
    rows = [_centre(), _department(), *city.organisations]
    organisations = {row["id"]: _organisation(row) for row in rows}
    needs = {row["id"]: _need(row, organisations) for row in city.needs}
    offers = {row["id"]: _offer(row, organisations) for row in city.offers}
    people = _people(city, organisations)
    colleague = _person(COLLEAGUE, Role.BROKER, organisations[CENTRE])
    _person(SECOND_REVIEWER, Role.REVIEWER, organisations[DEPARTMENT])
    _reviews(city.judgements, needs, offers, colleague)
    audit(actor=None, action="load_demo", what=people[Role.BROKER], data={"digest": city.digest})


def _centre() -> dict[str, Any]:
    return {
        "id": CENTRE,
        "name": "云溪市技术转移中心",
        "kind": OrganisationKind.CENTRE,
        "area": "听涛高新区",
        "intro": "为云溪市的企业和院所做技术供需对接。",
    }


def _department() -> dict[str, Any]:
    return {
        "id": DEPARTMENT,
        "name": "云溪市科学技术局",
        "kind": OrganisationKind.DEPARTMENT,
        "area": "澄湖区",
        "intro": "受理和审核云溪市的科技政策事项。",
    }


def _organisation(row: dict[str, Any]) -> Organisation:
    """The organisation of that code; fields that name the same university share one row."""
    found = Organisation.objects.filter(code=row["id"]).first()
    namesake = Organisation.objects.filter(name=row["name"]).exclude(code=row["id"]).first()
    if found is None and namesake is not None:
        return namesake
    organisation = found or Organisation(code=row["id"])
    for name in ("name", "kind", "area", "intro"):
        setattr(organisation, name, row.get(name, ""))
    organisation.is_demo = True
    organisation.save()
    return organisation


def _shared(row: dict[str, Any], organisations: dict[str, Organisation]) -> dict[str, Any]:
    owner = organisations[row["organisation"]]
    return {
        "title": row["title"],
        "text": row["text"],
        "field": row["field"],
        "mode": row["mode"],
        "area": row.get("area") or owner.area,
        "organisation": owner,
        "status": Status.PUBLISHED,
        "published_on": date.fromisoformat(row["published_on"]),
        "is_demo": True,
    }


def _need(row: dict[str, Any], organisations: dict[str, Organisation]) -> Need:
    need = Need.objects.unscoped().filter(code=row["id"]).first() or Need(code=row["id"])
    values = _shared(row, organisations) | {
        "stage": row["stage"],
        "budget_fen": _fen(row["budget_wan_yuan"]),
        "deadline_on": _day(row["deadline_on"]),
    }
    _set(need, values)
    measure(need)
    need.save()
    return need


def _offer(row: dict[str, Any], organisations: dict[str, Organisation]) -> Offer:
    offer = Offer.objects.unscoped().filter(code=row["id"]).first() or Offer(code=row["id"])
    more = {name: row.get(name, "") for name in ("kind", "problem", "advantage", "economics")}
    price = {"trl": row.get("trl"), "price_fen": _fen(row["price_wan_yuan"])}
    _set(offer, _shared(row, organisations) | more | price)
    offer.save()
    return offer


def _set(listing: Need | Offer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(listing, name, value)


def _fen(amount: str) -> int | None:
    return to_fen(Decimal(amount)) if amount else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _people(city: City, organisations: dict[str, Organisation]) -> dict[Role, Person]:
    homes = {
        Role.BROKER: organisations[CENTRE],
        Role.SEEKER: organisations[_busiest(city.needs)],
        Role.PROVIDER: organisations[_busiest(city.offers)],
        Role.ANALYST: organisations[CENTRE],
        Role.AFFAIRS: organisations[_busiest(city.needs)],
        Role.REVIEWER: organisations[DEPARTMENT],
        Role.OPERATOR: organisations[CENTRE],
        Role.FINANCE_MAKER: organisations[DEPARTMENT],
        Role.FINANCE_CHECKER: organisations[DEPARTMENT],
    }
    return {role: _person(NAMES[role], role, home) for role, home in homes.items()}


def _complete_department() -> None:
    """A city that was loaded by an older version has not all of the department's people."""
    wanted = {NAMES[role]: role for role in OF_DEPARTMENT} | {SECOND_REVIEWER: Role.REVIEWER}
    usernames = [username for username, _name in wanted]
    there = Person.objects.filter(username__in=usernames).values_list("username", flat=True)
    missing = {names: role for names, role in wanted.items() if names[0] not in set(there)}
    if missing:
        _add_to_department(people=missing)


@action
def _add_to_department(*, people: dict[tuple[str, str], Role]) -> None:
    department = _organisation(_department())
    for names, role in people.items():
        _person(names, role, department)
    audit(actor=None, action="load_demo", what=department, data={"count": len(people)})


def _busiest(rows: Rows) -> str:
    """The organisation with the most rows, among equals with the most text; then by id."""
    counted: Counter[str] = Counter(row["organisation"] for row in rows)
    written: Counter[str] = Counter()
    for row in rows:
        written[row["organisation"]] += len(row["text"])
    return min(counted, key=lambda code: (-counted[code], -written[code], code))


def _person(names: tuple[str, str], role: Role, home: Organisation) -> Person:
    username, name = names
    found = Person.objects.filter(username=username).first() or Person(username=username)
    found.name, found.is_demo = name, True
    found.email = found.email or f"{username}@{MAIL_DOMAIN}"
    if not found.pk:
        found.set_unusable_password()
    found.save()
    for held in filter(None, (role, ALSO.get(role))):
        Membership.objects.unscoped().get_or_create(
            person=found, organisation=home, role=held, state=MembershipState.ACTIVE
        )
    return found


def _reviews(
    judgements: Rows, needs: dict[str, Need], offers: dict[str, Offer], broker: Person
) -> None:
    known = set(Review.objects.unscoped().filter(person=broker).values_list("need_id", "offer_id"))
    rows = [
        Review(need=need, offer=offer, person=broker, relevance=row["relevance"], note=row["note"])
        for row in judgements
        if (need := needs[row["need_id"]]) and (offer := offers[row["offer_id"]])
        if (need.pk, offer.pk) not in known
    ]
    Review.objects.bulk_create(rows, batch_size=500)
