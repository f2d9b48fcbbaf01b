"""PostgreSQL itself shows nobody the money of a department or an enterprise that is not theirs."""

# ruff: noqa: SLF001 -- going past the managers is the point

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection  # noqa: F401 -- the condition below reads it
from tests.factories import PersonFactory
from tests.secure.crawl.worlds import build

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.access.money_rows import MONEY_RULES
from zhiqiao.web.access.row_actor import RowActor, shown
from zhiqiao.web.access.row_security import RULES
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.payouts.models import Payment, PayoutList

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no policies"),
]
MONEY = ("ledger", "budgets", "grants", "payouts", "reconciliation")
RIGHTS = {
    Permission.BUDGET_READ, Permission.GRANT_WRITE, Permission.LEDGER_READ,
    Permission.PAYOUT_READ, Permission.PAYOUT_RECEIVE,
}  # fmt: skip
"""Who holds one may be shown more by the database than by pages, of their own alone."""


def models():
    found = [model for label in MONEY for model in apps.get_app_config(label).get_models()]
    scoped = [model for model in found if hasattr(model._default_manager, "visible_to")]
    return [model for model in scoped if model._meta.db_table in RULES]


@pytest.fixture
def worlds():
    """Two organisations that grant, pay and receive."""
    return build("one", Role.REVIEWER), build("two", Role.REVIEWER)


def numbers(model, keys):
    return set(model._base_manager.filter(pk__in=list(keys)).values_list("pk", flat=True))


def people_of(organisation):
    for role in Role:
        person = PersonFactory(role=role, organisation=organisation)
        person.act_for(organisation.pk)
        yield person, person.grant.permissions & RIGHTS, role
    yield AnonymousUser(), set(), "a stranger"


def test_the_database_shows_what_pages_show_and_nothing_of_others(worlds):
    own, other = worlds
    for person, rights, name in list(people_of(own.organisation)):
        for model in models():
            told = set(model.objects.visible_to(person).values_list("pk", flat=True))
            keys = {*own.rows.get(model, ()), *other.rows.get(model, ())}
            with shown(RowActor.of(person)):
                found = numbers(model, keys)
            said = f"{model._meta.label} for {name}"
            assert (told & keys) - found == set(), f"kept back: {said}"
            assert found & set(other.rows.get(model, ())) <= told, f"another's: {said}"
            assert rights or found <= told, f"without a right: {said}"


def test_nobody_changes_anothers_money_past_the_managers(worlds):
    own, other = worlds
    for role in (Role.AFFAIRS, Role.REVIEWER, Role.FINANCE_MAKER, Role.FINANCE_CHECKER):
        person = PersonFactory(role=role, organisation=own.organisation)
        person.act_for(own.organisation.pk)
        with shown(RowActor.of(person)):
            for model in (Entitlement, PayoutList):
                rows = model._base_manager.filter(pk__in=list(other.rows[model]))
                assert rows.update(is_demo=True) == 0
            assert Payment._base_manager.update(amount_fen=1) == 0
            assert PayoutList._base_manager.update(total_fen=1) == 0


def test_the_rules_of_money_are_part_of_all_rules():
    assert set(MONEY_RULES) <= set(RULES)
    tables = {model._meta.db_table for model in models()}
    assert set(MONEY_RULES) - tables == {"reconciliation_bankcursor"}
