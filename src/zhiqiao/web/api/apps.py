"""Registers the app with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, the routes for programs, webhooks."""

    name = "zhiqiao.web.api"
    label = "api"

    def ready(self) -> None:
        """Starts listening to what webhooks tell, and to who loses access."""
        from zhiqiao.web.api import listening  # noqa: F401
