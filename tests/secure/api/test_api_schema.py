"""Requests made up from the description: whatever is sent, never a fault of ours.

`ZHIQIAO_ROUNDS=200` asks for that many of each operation; without it a sample is sent.
"""

import os
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from tests.factories import NeedFactory, OfferFactory, run_with

from zhiqiao.web.access import Role
from zhiqiao.web.api import middleware
from zhiqiao.web.api.building import ROOT, path_views
from zhiqiao.web.api.endpoint import Endpoint
from zhiqiao.web.wsgi import application

pytestmark = pytest.mark.one_database

ROUNDS = int(os.environ.get("ZHIQIAO_ROUNDS", "4"))


@pytest.fixture
def described(db):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def caller(program, settings):
    """A manager with every right, and rows for the numbers that are made up."""
    settings.ZHIQIAO_API_PER_MINUTE = settings.ZHIQIAO_API_PER_MINUTE_AND_ADDRESS = 10**9
    middleware.forget_counts()
    staff = program(Role.OPERATOR)
    run = run_with(2, need=NeedFactory(organisation=staff.person.organisation))
    numbers = {
        "need_id": run.need_id,
        "offer_id": OfferFactory().pk,
        "suggestion_id": run.suggestions.first().pk,
        "organisation_id": staff.person.organisation_id,
        "programme_id": "P01",
        "fact": "rd_cost",
    }
    return {"Authorization": f"Bearer {staff.text}"}, numbers


OPERATIONS = [
    (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{ROOT}/{route}"))
    for route, _name, view in path_views()
    for method in Endpoint(view).methods
    if method != "HEAD"
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_brings_a_fault(method, path, described, caller):
    headers, numbers = caller
    operation = described[path][method]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    cases = strategies.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @settings(
        max_examples=ROUNDS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, known=strategies.booleans())
    def attack(case, known):
        if known:
            case.path_parameters |= {k: v for k, v in numbers.items() if k in case.path_parameters}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=[not_a_server_error])
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"]

    attack()
