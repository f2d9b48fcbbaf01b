"""Chains to test with: written by real actions, changed as someone with the database would."""

import contextlib

from django.db import connection

from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.audit.triggers import CREATE, DROP
from zhiqiao.web.catalogue.models import Need

COPY = "actor_id, organisation_id, action, noun, object_id, data, mac"


@action
def note_deeds(*, count=1, told="note"):
    """An action that changes nothing and tells of it so many times."""
    for number in range(count):
        audit(actor=None, action=told, what=Need, data={"number": number})


def written(count):
    """So many rows, each by an action of its own."""
    for _ in range(count):
        note_deeds()


@contextlib.contextmanager
def without_triggers():
    """A cursor of someone whom the triggers do not stop."""
    if connection.vendor == "postgresql":
        from tests.postgresql import server

        with server.administrator(connection.settings_dict["NAME"]) as other:
            other.execute("SET session_replication_role = replica")
            yield other.cursor()
        return
    with connection.cursor() as cursor:
        for statement in DROP["sqlite"]:
            cursor.execute(statement)
        try:
            yield cursor
        finally:
            for statement in CREATE["sqlite"]:
                cursor.execute(statement)


def tamper(*statements):
    """Runs SQL on the rows of the chain, past the triggers and past the guard."""
    with without_triggers() as cursor:
        for statement in statements:
            cursor.execute(statement)
