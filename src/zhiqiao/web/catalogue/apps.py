"""Registers the app with Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Needs and offers: finding, writing, importing, exporting."""

    name = "zhiqiao.web.catalogue"
    label = "catalogue"
