"""Registers the app with Django."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applications and their review."""

    name = "zhiqiao.web.applications"
    label = "applications"

    def ready(self) -> None:
        """Makes messages, reminders, uploads and who has applied known; listens to accounts."""
        from zhiqiao.web.applications import daily, listening, uploads  # noqa: F401
        from zhiqiao.web.applications.queries import applied_by, have_applied
        from zhiqiao.web.applications.telling import register_kinds
        from zhiqiao.web.programmes.applied import applied_sources
        from zhiqiao.web.programmes.reminders import applied_checks

        register_kinds()
        if have_applied not in applied_checks:
            applied_checks.append(have_applied)
        if applied_by not in applied_sources:
            applied_sources.append(applied_by)
        uploads.let_in()
