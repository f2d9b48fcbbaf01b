"""Without any one of the access checks the crawl fails. All of them: benchmarks/prove_access.py."""

import inspect
import os
import random
import sys

import pytest
from tests.secure.crawl.hunting import Hunt, broken_rules
from tests.secure.crawl.removals import (
    DECIDES_NOTHING,
    OPEN,
    access_modules,
    deciding_functions,
    removals,
)
from tests.secure.crawl.single_checks import SINGLE
from tests.secure.crawl.worlds import build
from tests.secure.test_crawl import _quiet_and_unlimited  # noqa: F401 -- a fixture

from zhiqiao.web.access import Role

pytestmark = pytest.mark.one_database

FOUND = removals()
SAMPLE = 8
ALL = "ZHIQIAO_ALL_REMOVALS"
SIGNS: dict[str, str | None] = {}
"""By what each removal was noticed."""


def chosen():
    """All checks, or a few of every kind; the same ones every time."""
    if os.environ.get(ALL):
        return FOUND
    return random.Random(4).sample(FOUND, SAMPLE)  # noqa: S311 -- the same ones every time


@pytest.mark.proof
def test_nobody_removes_a_check_unnoticed():
    hunt = Hunt()
    for removal in chosen():
        SIGNS[removal.name] = hunt.notice(removal)
        sys.stderr.write(f"{removal.name} -- {SIGNS[removal.name]}\n")
    assert [name for name, sign in SIGNS.items() if sign is None] == []


@pytest.mark.parametrize("check", SINGLE, ids=lambda check: check.name)
def test_nobody_removes_a_single_check_unnoticed(check):
    assert not check.is_gone(build("one", Role.SEEKER))
    with check.without():
        assert check.is_gone(build("two", Role.SEEKER))


def test_what_a_removed_function_answers_is_of_its_type():
    for function in deciding_functions():
        kind = str(inspect.signature(function).return_annotation)
        is_simple = "bool" in kind or kind == "None"
        assert is_simple or function.__name__ in OPEN, function
    names = {name for module in access_modules() for name in vars(module)}
    assert set(DECIDES_NOTHING) <= names


def test_with_all_checks_the_rules_hold():
    admin, centre = build("one", Role.ORGANISATION_ADMIN), build("three", Role.SECURITY_ADMIN)
    assert list(broken_rules(admin, centre, build("two"))) == []


def test_every_kind_of_check_is_found():
    names = {removal.name for removal in FOUND}
    assert {"rows of NeedQuerySet", "catalogue.access.is_own", "the guard"} <= names
    assert "accounts.members.rules.check_grants" in names
    assert "POST /needs/<int:need_id>/edit/" in names
    assert len(names) == len(FOUND)
