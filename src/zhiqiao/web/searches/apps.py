"""Registers the app with Django."""

from django.apps import AppConfig


class SearchesConfig(AppConfig):
    """Saved searches and their digests."""

    name = "zhiqiao.web.searches"
    label = "searches"
