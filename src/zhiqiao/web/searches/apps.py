"""Registers the app with Django."""

from django.apps import AppConfig


class SearchesConfig(AppConfig):
    """Saved searches and their digests."""

    name = "zhiqiao.web.searches"
    label = "searches"

    def ready(self) -> None:
        """Makes the digest and its message known."""
        from zhiqiao.web.inbox import kinds
        from zhiqiao.web.searches.digests import DIGEST

        kinds.register(DIGEST)
