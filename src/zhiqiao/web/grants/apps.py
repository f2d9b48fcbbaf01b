"""Registers the app with Django."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Who is entitled to which programme, from finding to confirming."""

    name = "zhiqiao.web.grants"
    label = "grants"

    def ready(self) -> None:
        """Makes the job, daily work and messages known; listens to mergers and approvals."""
        from zhiqiao.web.grants import daily, listening, work  # noqa: F401
        from zhiqiao.web.grants.applied import granted_to
        from zhiqiao.web.grants.telling import register_kinds
        from zhiqiao.web.programmes.applied import applied_sources

        register_kinds()
        if granted_to not in applied_sources:
            applied_sources.append(granted_to)
