"""Registers the app with Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """What every page shares: look, errors, languages, the audit rows."""

    name = "zhiqiao.web.site"
    label = "site"
