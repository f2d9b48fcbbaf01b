"""What must not be among the answers that a visitor got."""

import re
from collections import defaultdict

from django.urls import resolve
from tests.secure.crawl import matrix, more
from tests.secure.crawl.crawling import Answer
from tests.secure.crawl.routes import routes
from tests.secure.crawl.worlds import World

from zhiqiao.web.access import EVERYONE, Permission, ScopedManager
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.profiles.models import Fact

FAR_REACHING = {
    Permission.LISTING_ALL, Permission.ORGANISATION_ALL, Permission.PERSON_WRITE,
    Permission.PERSON_ERASE, Permission.IMPORT, Permission.JOB_ALL,
}  # fmt: skip
"""Who holds one of these may see or change rows of every organisation."""
PUBLIC_PARTS = {"organisation_id", "person_id", "suggestion_id", "request_id"}
"""Numbers whose existence is no secret, or which stand behind a far-reaching right anyway."""
WRITTEN_WITH = {
    "profiles_fact": {
        Permission.PROFILE_WRITE, Permission.PROFILE_IMPORT, Permission.ORGANISATION_ALL,
        Permission.PERSON_ERASE,
    },
    "matches_review": {Permission.REVIEW_WRITE, Permission.PERSON_ERASE},
}  # fmt: skip
"""Tables and the rights of which one is needed to write them, whatever address it is done by.

What newer apps allow at certain addresses besides stands in their `WRITTEN_AT`.
"""
KEPT_WITHIN = {"sealed": {Permission.CONFIDENTIAL_READ}, "fact-own": {Permission.PROFILE_READ}}
"""Canaries of one's own organisation and the rights without any of which they stay hidden."""
UNREADY = "readyz"  # answers 503 until the background process runs


def reaches_far(person: Person | None) -> bool:
    """Whether the visitor may see or change rows of every organisation."""
    return person is not None and bool(FAR_REACHING & person.grant.permissions)


def faults(answers: list[Answer]) -> list[Answer]:
    """Answers that are a fault of ours."""
    return [a for a in answers if a.status >= 500 and a.request.route.template != UNREADY]


def leaks(answers: list[Answer], person: Person | None, other: World) -> list[tuple[Answer, str]]:
    """Canaries of the other world that the visitor got to see."""
    foreign = other.foreign(person)
    return [
        (answer, kind)
        for answer in answers
        for kind, canary in foreign.items()
        if canary in answer.text and canary not in answer.request.path
    ]


def unrefused(answers: list[Answer], name: str) -> list[Answer]:
    """Answers to requests that should have been refused for want of a permission."""
    return [
        answer
        for answer in answers
        if name in matrix.refused(answer.request.route)
        and answer.status not in _refusals(answer, is_stranger=name == matrix.STRANGER)
    ]


def _refusals(answer: Answer, *, is_stranger: bool) -> set[int]:
    if answer.request.route.template.startswith("api/"):
        return {401} if is_stranger else {403, 404}
    return {302, 204} if is_stranger else {404}


def changes(answers: list[Answer]) -> list[tuple[Answer, tuple[str, ...]]]:
    """Answers that changed rows of the other world."""
    return [(answer, answer.changed) for answer in answers if answer.changed]


FORM = re.compile(r'<form[^>]*method="post"[^>]*action="(/[^"?#]*)|hx-post="(/[^"?#]*)')


def offers_in_vain(answers: list[Answer], name: str) -> list[tuple[Answer, str]]:
    """Forms on a visitor's pages that the visitor may not send."""
    refused = {route.template: route for route in routes() if route.method == "POST"}
    return [
        (answer, path)
        for answer in answers
        for path in {a or b for a, b in FORM.findall(answer.text)}
        if name in matrix.refused(refused[resolve(path).route])
    ]


def told_within(answers: list[Answer], person: Person | None, own: World) -> list[Answer]:
    """Answers with what an organisation keeps even from its own people without the right."""
    held = person.grant.permissions if person is not None else frozenset()
    rules = KEPT_WITHIN | more.gathered("KEPT_WITHIN")
    kept = [own.canary(kind) for kind, needed in rules.items() if not needed & held]
    return [
        answer
        for answer in answers
        if "personal-data" not in answer.request.path
        and any(canary in answer.text for canary in kept)
    ]


def writes_beyond(answers: list[Answer], person: Person | None) -> list[tuple[Answer, str]]:
    """Tables that the visitor wrote, even of their own organisation, without a right to."""
    held = person.grant.permissions if person is not None else EVERYONE
    rules, allowed = WRITTEN_WITH | more.gathered("WRITTEN_WITH"), more.written_at()
    return [
        (answer, table)
        for answer in answers
        for table in answer.written & set(rules)
        if not (rules[table] | allowed.get(answer.request.route.template, {}).get(table, set()))
        & held
    ]


def rows_seen(person: Person, own: World, other: World) -> list[str]:
    """Tables of which the person is handed hidden rows, whatever pages show.

    For someone who holds no right beyond a member's: nor do they see their own side's facts.
    """
    public = {Need: other.shown["need_id"], Offer: other.shown["offer_id"]}
    facts = Fact.objects.visible_to(person).filter(pk__in=own.ids["fact_id"])
    return ["own facts"] * facts.exists() + [
        model.__name__
        for model, rows in other.rows.items()
        if isinstance(model._default_manager, ScopedManager)  # noqa: SLF001 -- Django's way
        and (set(rows) - set(public.get(model, ())))
        & set(model.objects.visible_to(person).values_list("pk", flat=True))
    ]


def tells(answers: list[Answer]) -> list[tuple[str, set[int], set[int]]]:
    """Addresses whose status tells a hidden row from no row at all."""
    found = defaultdict(lambda: (set(), set()))
    for answer in answers:
        route = answer.request.route
        if set(route.parameters) & PUBLIC_PARTS or not answer.request.is_hidden_or_missing:
            continue
        found[route.key][answer.request.whose == "missing"].add(answer.status)
    return [
        (key, hidden, missing)
        for key, (hidden, missing) in found.items()
        if hidden and hidden != missing
    ]
