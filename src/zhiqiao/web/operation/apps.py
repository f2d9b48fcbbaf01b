"""Registers the app with Django."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """Health, figures, logs, backup and restore."""

    name = "zhiqiao.web.operation"
    label = "operation"

    def ready(self) -> None:
        """Guards every database connection."""
        from django.db.backends.signals import connection_created

        from zhiqiao.web.operation.sqlite_guard import refuse_unsafe_connection

        connection_created.connect(refuse_unsafe_connection, dispatch_uid="sqlite-guard")
