"""Registers the app with Django, and the guard with every connection."""

from contextlib import ExitStack

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from zhiqiao.web.audit.guard import install, without_guard


class AuditConfig(AppConfig):
    """The chain of audit rows, and that nothing of ours is written beside it."""

    name = "zhiqiao.web.audit"
    label = "audit"

    def ready(self) -> None:
        """Puts the guard on connections, and takes it off while migrations run."""
        connection_created.connect(_on_connection, dispatch_uid="audit-guard")
        for connection in connections.all(initialized_only=True):
            install(connection)
        pre_migrate.connect(_migrations_begin, dispatch_uid="audit-migrations-begin")
        post_migrate.connect(_migrations_end, dispatch_uid="audit-migrations-end")


_migrating = ExitStack()


def _on_connection(connection: object, **_more: object) -> None:
    install(connection)  # type: ignore[arg-type]


def _migrations_begin(**_more: object) -> None:
    _migrating.close()
    _migrating.enter_context(without_guard())


def _migrations_end(**_more: object) -> None:
    _migrating.close()
