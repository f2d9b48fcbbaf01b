"""The database itself keeps organisations apart, whatever a query of ours forgets to ask."""

# ruff: noqa: SLF001, S608 -- going past the managers is the point; the tables are our own

from types import SimpleNamespace

import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import (
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.test import Client
from django.utils import timezone
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    ReviewFactory,
    RunFactory,
    SuggestionFactory,
)
from tests.secure.introducing import make_confidential

from zhiqiao.web.access import Role, row_actor
from zhiqiao.web.access.row_actor import ARRIVING, NOTHING, STRANGER, RowActor, every_row_for, shown
from zhiqiao.web.access.row_policies import apply_rules, forget_visitors
from zhiqiao.web.access.row_security import APPENDED, MATCHER, MIGRATOR, OPEN, RULES, WEB
from zhiqiao.web.accounts.models import Membership
from zhiqiao.web.applications.models import Application, Step
from zhiqiao.web.catalogue.actions import withdraw
from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.matches.models import MatchRun, Review, Suggestion

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no policies; make test runs both"
)
TENANTS = [Need, Offer, MatchRun, Suggestion, Review, Membership]


def tables():
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


def test_every_table_has_a_rule_or_a_reason_to_have_none():
    assert tables() - set(RULES) - set(OPEN) == set()


def test_no_rule_names_a_table_that_is_not_there():
    assert (set(RULES) | set(OPEN)) - tables() - {"django_migrations"} == set()
    assert set(RULES) & set(OPEN) == set()


def test_every_scoped_model_has_a_rule():
    scoped = {
        model._meta.db_table
        for model in apps.get_models()
        if hasattr(model._default_manager, "visible_to")
    }
    assert scoped - set(RULES) == set()


@pytest.fixture
def world():
    """Two organisations, each with a published and a draft need and all that hangs on them."""
    return SimpleNamespace(a=organisation_with_everything(), b=organisation_with_everything())


def organisation_with_everything():
    organisation = OrganisationFactory()
    people = {role: PersonFactory(role=role, organisation=organisation) for role in Role}
    draft = NeedFactory(organisation=organisation, status=Status.DRAFT)
    public = NeedFactory(organisation=organisation)
    offer = OfferFactory(organisation=organisation, status=Status.DRAFT)
    suggestion = SuggestionFactory(
        run__need=draft, run__person=people[Role.SEEKER], offer=offer, need=draft
    )
    ReviewFactory(need=draft, offer=offer, suggestion=suggestion, person=people[Role.BROKER])
    RunFactory(need=None, offer=offer)
    return SimpleNamespace(
        organisation=organisation, people=people, draft=draft, public=public, offer=offer
    )


def fetched(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def numbers(model):
    """The rows that the database shows, asked past the managers."""
    return {row for (row,) in fetched(f"SELECT id FROM {model._meta.db_table}")}


def actors(world):
    return [AnonymousUser(), *world.a.people.values(), *world.b.people.values()]


@postgresql
@pytest.mark.parametrize("model", TENANTS)
def test_what_python_shows_the_database_shows_too(world, model):
    for actor in actors(world):
        shown_by_python = set(model.objects.visible_to(actor).values_list("pk", flat=True))
        with shown(RowActor.of(actor)):
            assert shown_by_python - numbers(model) == set(), getattr(actor, "roles", "stranger")


@postgresql
@pytest.mark.parametrize("role", [Role.SEEKER, Role.PROVIDER, Role.AFFAIRS, None])
def test_past_the_managers_another_organisations_rows_are_not_there(world, role):
    actor = world.a.people[role] if role else AnonymousUser()
    with shown(RowActor.of(actor)):
        assert world.b.draft.pk not in numbers(Need)
        assert world.b.public.pk in numbers(Need)
        assert not Need._base_manager.filter(pk=world.b.draft.pk).exists()
        assert not Need._base_manager.filter(pk=world.b.draft.pk).update(title="x")
        assert not Offer._base_manager.filter(pk=world.b.offer.pk).delete()[0]
        own = {world.a.organisation.pk}
        for model, path in ((MatchRun, "need__organisation"), (Review, "need__organisation")):
            assert set(model._base_manager.values_list(path, flat=True)) - {None} <= own
        assert set(Membership._base_manager.values_list("organisation", flat=True)) <= own
    assert Need._base_manager.get(pk=world.b.draft.pk).title == world.b.draft.title


@postgresql
def test_published_rows_of_others_are_seen_and_not_changed(world):
    with shown(RowActor.of(world.a.people[Role.SEEKER])):
        found = Need._base_manager.filter(pk=world.b.public.pk)
        assert found.exists()
        assert found.update(title="x") == 0
        assert found.delete()[0] == 0


@postgresql
def test_rows_cannot_be_added_for_or_moved_to_another_organisation(world):
    with shown(RowActor.of(world.a.people[Role.SEEKER])):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            NeedFactory(organisation=world.b.organisation)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Need._base_manager.filter(pk=world.a.draft.pk).update(organisation=world.b.organisation)


@postgresql
def test_nobody_makes_themselves_a_member(world):
    person = world.a.people[Role.SEEKER]
    with (
        shown(RowActor.of(person)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Membership._base_manager.create(
            person=person, organisation=world.b.organisation, role=Role.OPERATOR
        )


@postgresql
@pytest.mark.parametrize("table", sorted(RULES))
def test_a_connection_that_says_nothing_sees_nothing_and_adds_nothing(world, table):
    with shown(NOTHING):
        assert fetched(f"SELECT count(*) FROM {table}") == [(0,)]
        if table in APPENDED:
            with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
                fetched(f"DELETE FROM {table}")
            return
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
            assert cursor.rowcount == 0


@postgresql
@pytest.mark.parametrize("table", sorted(RULES))
def test_every_rule_is_forced_and_names_the_three_roles(table):
    forced = fetched(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table
    )
    assert forced == [(True, True)]
    found = fetched("SELECT roles::text FROM pg_policies WHERE tablename = %s", table)
    assert {roles for (roles,) in found} == {f"{{{role}}}" for role in (WEB, MATCHER, MIGRATOR)}


@postgresql
def test_the_sites_role_has_no_way_around():
    role = fetched(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert role == [(False,) * 5]
    assert fetched("SELECT current_user") == [(WEB,)]
    assert fetched("SELECT count(*) FROM pg_tables WHERE tableowner = %s", WEB) == [(0,)]
    assert fetched("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
                   " WHERE r.rolname = %s", WEB) == [(0,)]  # fmt: skip


@postgresql
@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE catalogue_need DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE catalogue_need NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY web_sees ON catalogue_need",
        "CREATE POLICY mine ON catalogue_need USING (true)",
        "TRUNCATE catalogue_need CASCADE",
        "DROP TABLE intake_import",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE zhiqiao_migrator",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE zhiqiao_web BYPASSRLS",
        "COPY catalogue_need TO PROGRAM 'cat'",
        "UPDATE audit_auditrow SET data = ''",
        "DELETE FROM audit_auditrow",
        "TRUNCATE audit_auditrow",
        "DELETE FROM django_migrations",
    ],
)
def test_the_sites_role_may_not(sql):
    with pytest.raises((ProgrammingError, OperationalError, InternalError)), transaction.atomic():
        fetched(sql)


@postgresql
def test_switching_row_security_off_gives_an_error_and_no_rows(world):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
    try:
        with (
            shown(STRANGER),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            fetched("SELECT * FROM catalogue_need")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL row_security = on")


def settings_now():
    return fetched(
        "SELECT current_setting('zhiqiao.person'), current_setting('zhiqiao.organisation')"
    )[0]


@postgresql
def test_settings_follow_the_visitor_and_do_not_outlive_the_request(world):
    """Two people and a stranger on one connection, one after the other."""
    a, b = world.a.people[Role.SEEKER], world.b.people[Role.SEEKER]
    for person, client in ((a, signed_in(a)), (b, signed_in(b)), (None, Client())):
        seen = []
        with connection.execute_wrapper(watcher(seen)):
            assert client.get("/needs/").status_code == 200
        wanted = str(person.pk) if person else ""
        assert seen[-1] == wanted
        assert set(seen) <= {"", wanted}
    with shown(ARRIVING):
        assert settings_now() == ("", "")


def signed_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def watcher(seen):
    def watch(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        raw = context["connection"].connection
        seen.append(raw.execute("SELECT current_setting('zhiqiao.person', true)").fetchone()[0])
        return answer

    return watch


@postgresql
def test_settings_made_in_a_transaction_that_is_undone_are_made_again(world):
    """A rollback brings the former settings back, behind the back of whoever remembers them."""
    a, b = (RowActor.of(each.people[Role.SEEKER]) for each in (world.a, world.b))
    with shown(a):
        assert settings_now()[0] == a.person
    with transaction.atomic():
        with shown(b):
            assert settings_now()[0] == b.person
        transaction.set_rollback(True)
    with shown(b):
        assert settings_now()[0] == b.person
        assert world.a.draft.pk not in numbers(Need)


@postgresql
def test_after_a_database_error_the_next_visitor_gets_their_own_rows(world):
    a, b = (RowActor.of(each.people[Role.SEEKER]) for each in (world.a, world.b))
    with shown(a), pytest.raises(ProgrammingError), transaction.atomic():
        fetched("SELECT no_such_column FROM catalogue_need")
    with shown(b):
        assert world.a.draft.pk not in numbers(Need)
        assert world.b.draft.pk in numbers(Need)


@postgresql
def test_in_a_broken_transaction_nothing_is_sent_and_nothing_read(world):
    seeker = RowActor.of(world.a.people[Role.SEEKER])
    with transaction.atomic():
        with pytest.raises(ProgrammingError):
            fetched("SELECT no_such_column")
        with shown(seeker), pytest.raises(InternalError, match="aborted"):
            fetched("SELECT 1")
        transaction.set_rollback(True)
    with shown(seeker):
        assert settings_now()[0] == seeker.person


@postgresql
@pytest.mark.django_db(transaction=True)
def test_a_finished_request_leaves_nobodys_settings_on_the_connection(world):
    with shown(RowActor.of(world.a.people[Role.SEEKER])):
        settings_now()
    with shown(ARRIVING):
        forget_visitors()
        raw = connection.connection
        assert raw.execute("SELECT current_setting('zhiqiao.person')").fetchone() == ("",)


@postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_is_closed_and_not_used_for_the_next_visitor(world):
    from tests.postgresql import server

    seeker = RowActor.of(world.a.people[Role.SEEKER])
    assert fetched("SELECT 1") == [(1,)]
    pid = connection.connection.info.backend_pid
    with server.administrator() as administrator:
        administrator.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with shown(seeker):
        forget_visitors()
    assert connection.connection is None
    assert fetched("SELECT 1") == [(1,)]


@postgresql
def test_a_request_costs_one_round_trip_for_its_visitor(world, monkeypatch):
    sent = []
    engine = type(connections["default"])
    show = engine.show_wanted_rows

    def counted(self):
        before = self._shown_to
        show(self)
        if self._shown_to != before:
            sent.append(self._shown_to)

    monkeypatch.setattr(engine, "show_wanted_rows", counted)
    client = signed_in(world.a.people[Role.SEEKER])
    with shown(ARRIVING):
        fetched("SELECT 1")
    sent.clear()
    assert client.get(f"/needs/{world.a.public.pk}/").status_code == 200
    in_request = [each for each in sent if each not in (ARRIVING, row_actor.SYSTEM)]
    assert in_request == [RowActor.of(world.a.people[Role.SEEKER])]


@postgresql
def test_every_row_is_shown_for_a_purpose_and_only_inside(world):
    with shown(STRANGER):
        with every_row_for("a test"):
            assert world.b.draft.pk in numbers(Need)
        assert world.b.draft.pk not in numbers(Need)


def test_every_row_needs_a_purpose():
    with pytest.raises(ValueError, match="purpose"), every_row_for(""):
        pass


def as_role(role, database):
    from tests.postgresql import server

    return psycopg.connect(server.address(role, database), autocommit=True)


@pytest.fixture
def matcher(db):
    """A connection of the background worker's."""
    name = connection.settings_dict["NAME"]
    with as_role(MATCHER, name) as made:
        yield made


@postgresql
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT password FROM accounts_person",
        "SELECT * FROM accounts_person",
        "SELECT * FROM django_session",
        "SELECT * FROM accounts_invitation",
        "SELECT * FROM signing_in_opensession",
        "UPDATE accounts_membership SET role = 'operator'",
        "UPDATE accounts_person SET is_active = true",
        "UPDATE audit_auditrow SET data = ''",
        "DELETE FROM audit_auditrow",
        "DELETE FROM vault_sealedtext",
        "TRUNCATE catalogue_need CASCADE",
        "DROP TABLE catalogue_need",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_matcher_may_not(matcher, sql):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        matcher.execute(sql)


@postgresql
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id, name FROM accounts_person",
        "SELECT * FROM catalogue_need",
        "SELECT * FROM accounts_membership",
        "SELECT number, mac FROM audit_auditrow",
    ],
)
def test_the_matcher_may(matcher, sql):
    matcher.execute(sql)


@postgresql
def test_applying_the_rules_again_changes_nothing(world):
    name = connection.settings_dict["NAME"]
    with as_role(MIGRATOR, name) as migrator:
        before = policies(migrator)
    apply_rules_as_migrator(name)
    with as_role(MIGRATOR, name) as migrator:
        assert policies(migrator) == before


def policies(raw):
    return raw.execute("SELECT oid, polname, polrelid FROM pg_policy ORDER BY oid").fetchall()


def apply_rules_as_migrator(name):
    copy = connection.copy()
    copy.settings_dict = {**connection.settings_dict, "USER": MIGRATOR, "NAME": name}
    try:
        apply_rules(copy)
    finally:
        copy.close()


def take_back(need, person):
    withdraw(actor=person, listing=need)


@postgresql
@pytest.mark.parametrize("hide", [make_confidential, take_back])
def test_candidates_of_a_need_that_is_not_seen_are_not_told_to_their_owner(world, hide):
    owner = world.b.people[Role.PROVIDER]
    suggestion = SuggestionFactory(run__need=world.a.public, offer=world.b.offer)
    review = ReviewFactory(
        need=world.a.public,
        offer=world.b.offer,
        suggestion=suggestion,
        person=world.a.people[Role.BROKER],
    )
    rows = ((Suggestion, suggestion), (MatchRun, suggestion.run), (Review, review))
    with shown(RowActor.of(owner)):
        assert all(row.pk in numbers(model) for model, row in rows)
    hide(world.a.public, world.a.people[Role.SEEKER])
    with shown(RowActor.of(owner)):
        assert not any(row.pk in numbers(model) for model, row in rows)


@postgresql
def test_a_step_is_never_rewritten_and_its_words_are_forgotten_by_the_site_alone(world):
    application = Application.objects.create(
        organisation=world.b.organisation,
        department=world.a.organisation,
        programme_id="p",
        programme_name="p",
        version_label="v1",
        state="submitted",
        submitted_at=timezone.now(),
    )
    step = Step.objects.create(application=application, kind="noted", text="x", is_internal=True)
    found = Step._base_manager.filter(pk=step.pk)
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        found.update(kind="solved")
    with shown(RowActor.of(world.a.people[Role.REVIEWER])):
        assert found.exists()
        assert found.update(text="") == 0
    assert found.update(text="") == 1
