"""Registers the package with Django, for what the database is told about visitors."""

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Who may do what, in Python and in the database."""

    name = "zhiqiao.web.access"
    label = "access"

    def ready(self) -> None:
        """Has every request begin and end with nobody's rows, and migrations end with rules."""
        from zhiqiao.web.access.row_actor import show_rows_to_nobody_yet
        from zhiqiao.web.access.row_policies import after_migrate, forget_visitors

        request_started.connect(show_rows_to_nobody_yet)
        request_finished.connect(show_rows_to_nobody_yet)
        request_finished.connect(forget_visitors)
        post_migrate.connect(after_migrate)
