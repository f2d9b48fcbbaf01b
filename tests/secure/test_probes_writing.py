"""What people type: fields that no form has, and texts that would run in a browser."""

import json

import pytest
from django.apps import apps
from django.db import connection, transaction
from tests.factories import NeedFactory, OfferFactory
from tests.secure.crawl import more
from tests.secure.crawl.browser import Browser
from tests.secure.crawl.crawling import Visitor, Written, requests_of
from tests.secure.crawl.forms import filled
from tests.secure.crawl.payloads import PAYLOADS, unescaped
from tests.secure.crawl.routes import routes
from tests.secure.crawl.rows import rows_of
from tests.secure.crawl.worlds import build
from tests.secure.test_crawl import _quiet_and_unlimited, token_for  # noqa: F401 -- a fixture

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, Organisation, Person
from zhiqiao.web.api.models import ApiToken, Webhook
from zhiqiao.web.applications.models import Application
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.intake.models import Import
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.matches.models import Review, Suggestion
from zhiqiao.web.profiles.models import Fact, FactState

pytestmark = pytest.mark.one_database

STRANGE = "zq-injected"
SHOWN_AT_LEAST = 3
WRITERS = (Role.SEEKER, Role.PROVIDER, Role.ORGANISATION_ADMIN)
READERS = (
    Role.OPERATOR, Role.ORGANISATION_ADMIN, Role.SEEKER, Role.AFFAIRS, Role.REVIEWER,
    Role.FINANCE_CHECKER, Role.FINANCE_MAKER,
)  # fmt: skip
"""Who together see every page with words that people typed; `make test` asks for some of them."""
IN_TESTS = {Role.SEEKER, Role.REVIEWER, Role.FINANCE_CHECKER}


def extra_fields(other) -> dict[str, object]:
    """Columns that no form offers, with values that would be of use to somebody."""
    return {
        "id": "987650", "pk": "987650", "code": STRANGE, "is_demo": "1", "is_active": "",
        "organisation_id": str(other.organisation.pk), "organisation": str(other.organisation.pk),
        "person": str(other.owner.pk), "person_id": str(other.owner.pk), "granted_by": "1",
        "made_by": str(other.owner.pk), "recorded_by": str(other.owner.pk),
        "permissions": "all:listing:write", "state": STRANGE, "status": "published",
        "quality": "1", "published_on": "1999-01-01", "created_at": "1999-01-01",
        "digest": STRANGE, "expires_at": "2999-01-01", "secret": STRANGE, "source": STRANGE,
        "is_superuser": "1", "is_staff": "1", "erased_at": "1999-01-01", "sealed": "1",
        "merged_into": str(other.organisation.pk), "registration": STRANGE, "roles": "operator",
    }  # fmt: skip


def signs(other, written) -> list[str]:
    """What stands in the database if one of those fields took effect."""
    found = []
    for model, rows in rows_of(None, written).items():
        for key, row in rows.items():
            if STRANGE in map(str, row) or key == 987650:
                found.append(f"{model.__name__} {row}")
            if any(str(value).startswith(("1999-", "2999-")) for value in row):
                found.append(f"{model.__name__} {row}")
    demo = Person.objects.filter(is_demo=True).count()
    demo += Organisation.objects.filter(is_demo=True).count()
    demo += Need.objects.unscoped().filter(is_demo=True).count()
    demo += Offer.objects.unscoped().filter(is_demo=True).count()
    staff = Membership.objects.unscoped().filter(role=Role.OPERATOR).count()
    tokens = [t for t in ApiToken.objects.unscoped() if "all:listing:write" in t.permissions]
    others = other.changed(written)
    return (
        found
        + [f"demo {demo}"] * bool(demo)
        + [f"staff {staff}"] * bool(staff)
        + [str(each) for each in (*tokens, *others)]
    )


@pytest.mark.parametrize(
    "role", [WRITERS[0], *(pytest.param(role, marks=pytest.mark.proof) for role in WRITERS[1:])]
)
def test_fields_that_a_form_does_not_have_take_no_effect(role):
    own, other = build("one", role), build("two")
    browser, wrong = Browser(own.owner), []
    extra = extra_fields(other)
    for route in routes():
        if route.method == "GET" or route.template.startswith("api/"):
            continue
        for request in [r for r in requests_of(route, own, own) if r.whose in {"own", "none"}]:
            point, note = transaction.savepoint(), Written()
            with connection.execute_wrapper(note):
                answer = browser.submit(request.path, extra | filled(route, own).fields)
            found = signs(other, note.tables) if note.tables else []
            transaction.savepoint_rollback(point)
            if found or answer.status_code >= 500:
                wrong.append((route.key, answer.status_code, found[:3]))
    assert wrong == []


def test_the_api_refuses_fields_that_it_does_not_name():
    own, other = build("one", Role.SEEKER), build("two")
    browser = Browser(token=token_for(own.owner, own.organisation))
    wrong = []
    for route in routes():
        sent = filled(route, own)
        if not route.template.startswith("api/") or route.method == "GET":
            continue
        path = next(iter(requests_of(route, own, own))).path
        for field, value in (extra_fields(other) | {"organisation_name": "x"}).items():
            body = json.dumps((sent.body or {}) | {field: value}).encode()
            answer = browser.generic(
                route.method, path, body, "application/json", headers=sent.headers
            )
            if answer.status_code not in {400, 404, 422}:
                wrong.append((route.key, field, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize(
    "role",
    [each if each in IN_TESTS else pytest.param(each, marks=pytest.mark.proof) for each in READERS],
)
def test_no_page_shows_what_people_typed_as_markup(role):
    own = build("one", role)
    poisoned(own)
    Message.objects.unscoped().update(data={"canary": PAYLOADS[0]})
    if role == Role.REVIEWER:
        sides = {"organisation": own.target, "department": own.organisation}
        Application.objects.unscoped().update(**sides)
    visitor = Visitor(Person.objects.get(pk=own.owner.pk), own)
    shown, wrong = 0, []
    for route in routes():
        if route.method != "GET":
            continue
        for request in [r for r in requests_of(route, own, own) if r.whose in {"own", "none"}]:
            answer = visitor.ask(request)
            if "text/html" in answer.text[-1500:]:
                shown += "zqxss" in answer.text
                wrong += [(answer, each) for each in unescaped(answer.text)]
    assert wrong == []
    assert shown >= SHOWN_AT_LEAST


def _length(model, name) -> int | None:
    """How much a column takes."""
    return model._meta.get_field(name).max_length  # noqa: SLF001 -- Django's way


def poisoned(own) -> None:
    """Puts payloads into every text that some page shows."""
    texts = iter(PAYLOADS * 20)
    home = {"organisation": own.organisation}
    for payload in PAYLOADS:
        NeedFactory(title=payload, text=payload, field=payload[:60], **home)
        OfferFactory(title=payload, text=payload, problem=payload, advantage=payload, **home)
    targets = (
        (Need, ("title", "text", "field", "mode", "stage", "area")),
        (Offer, ("title", "text", "problem", "advantage", "economics", "field", "mode", "area")),
        (Import, ("file_name",)), (Job, ("title",)), (Review, ("note",)),
        (Fact, ("source_note", "dispute_reason")), (ApiToken, ("name",)), (Webhook, ("url",)),
        (Membership, ("note",)),
    )  # fmt: skip
    typed = {apps.get_model(name): names for name, names in more.gathered("TYPED").items()}
    for model, names in (*targets, *typed.items()):
        rows = model._base_manager.filter(pk__in=[*own.rows[model]])  # noqa: SLF001
        if model is Need:
            rows = rows.filter(is_confidential=False)
        for key in list(rows.values_list("pk", flat=True)):
            values = {name: next(texts)[: _length(model, name)] for name in names}
            state = {"state": FactState.DISPUTED} if model is Fact else {}
            rows.filter(pk=key).update(**values, **state)
    for row in Suggestion.objects.unscoped():
        words = next(texts)
        row.reasons = [{"kind": "technology", "favours": True, "chinese": words, "english": words}]
        row.save()
    for person in Person.objects.all():
        person.name, person.phone = next(texts)[:60], next(texts)[:30]
        person.save()
    organisation = own.organisation
    organisation.name, organisation.intro, organisation.area = (
        next(texts), next(texts), next(texts)[:60],
    )  # fmt: skip
    organisation.save()
