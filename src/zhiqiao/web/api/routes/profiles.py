"""Profiles: the facts of one's own organisation, and for the centre those of others."""

from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from zhiqiao.policy.values import Fact as Entry
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.api.endpoint import allow
from zhiqiao.web.api.problems import Fault, ProblemError, field_error
from zhiqiao.web.api.profile_schemas import FactList, FactOut, NewValue, Period
from zhiqiao.web.profiles import actions, queries
from zhiqiao.web.profiles.actions import FactChangedError, Statement
from zhiqiao.web.profiles.dictionary import code_of, entries, entry_of
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.models import Fact
from zhiqiao.web.profiles.reading import ValueRefusedError

router = Router(tags=["profile"])


def own_organisation(request: HttpRequest) -> Organisation:
    """The organisation acted for; 404 where there is none."""
    organisation = signed_in(request).organisation
    if organisation is None:
        raise Http404
    return organisation


def _told(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    facts = queries.current_facts(request.user, organisation)
    ordered = sorted(facts, key=lambda fact: (code_of(fact.name), fact.period))
    return {"organisation_id": organisation.pk, "items": [_fact_out(each) for each in ordered]}


def _fact_out(fact: Fact) -> dict[str, Any]:
    names = (
        "id", "name", "value", "unit", "period", "as_of", "source", "source_note", "visibility",
        "state", "dispute_reason", "recorded_at",
    )  # fmt: skip
    told = {name: getattr(fact, name) for name in names}
    return told | {"code": code_of(fact.name), "shown": queries.shown_value(fact, entries())}


@router.get(
    "/profile", response=FactList, summary=gettext_noop("本机构画像"), url_name="api-profile"
)
@allow(Permission.PROFILE_READ)
def own_profile(request: HttpRequest) -> dict[str, Any]:
    """Every current fact of the organisation acted for."""
    return _told(request, own_organisation(request))


@router.get(
    "/organisations/{int:organisation_id}/profile",
    response=FactList,
    summary=gettext_noop("一家机构的画像"),
    url_name="api-organisation-profile",
)
@allow(Permission.PROFILE_ALL)
def profile_of(request: HttpRequest, organisation_id: int) -> dict[str, Any]:
    """The current facts of an organisation that the caller may see."""
    return _told(request, get_object_or_404(Organisation, pk=organisation_id))


def _entry(name: str) -> Entry:
    entry = entry_of(name)
    if entry is None:
        raise Http404
    return entry


@router.put(
    "/profile/{fact}", response=FactOut, summary=gettext_noop("填写或更正"), url_name="api-fact"
)
@allow(Permission.PROFILE_WRITE)
def put_fact(request: HttpRequest, fact: str, body: NewValue) -> dict[str, Any]:
    """States a fact of one's own organisation; what stood there before stays as history.

    `replaces` is the `id` of the row that was read: refused if another stands there by now.
    """
    entry = _entry(fact)
    value = str(body.value) if isinstance(body.value, float) else body.value
    statement = Statement(entry.name, value, period=body.period, as_of=body.as_of)
    try:
        made = actions.state_fact(
            actor=signed_in(request),
            organisation=own_organisation(request),
            statement=statement,
            replaces=body.replaces,
        )
    except ValueRefusedError as error:
        errors = [field_error(error.column, error.words[page_language()], "refused")]
        raise ProblemError(Fault.INVALID, errors=errors) from error
    except FactChangedError as error:
        raise ProblemError(Fault.CHANGED_MEANWHILE) from error
    except IntegrityError as error:
        raise ProblemError(Fault.CONFLICT) from error
    return _fact_out(made)


@router.post(
    "/profile/{fact}/confirm",
    response=FactOut,
    summary=gettext_noop("确认"),
    url_name="api-fact-confirm",
)
@allow(Permission.PROFILE_WRITE)
def confirm_fact(request: HttpRequest, fact: str, period: Period = "") -> dict[str, Any]:
    """Says that a fact that others stated about one's own organisation is right."""
    person, organisation, entry = signed_in(request), own_organisation(request), _entry(fact)
    rows = Fact.objects.visible_to(person).current().filter(organisation=organisation)
    found = get_object_or_404(rows, name=entry.name, period=period)
    try:
        actions.confirm_fact(actor=person, fact=found)
    except FactChangedError as error:
        raise ProblemError(Fault.CHANGED_MEANWHILE) from error
    return _fact_out(found)
