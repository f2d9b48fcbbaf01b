"""Registers the app with Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Needs and offers: finding, writing, importing, exporting."""

    name = "zhiqiao.web.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Makes its imports known, and listens to organisations that change."""
        from zhiqiao.web.catalogue import listening  # noqa: F401
        from zhiqiao.web.catalogue.import_kinds import make_known

        make_known()
