"""Registers the app with Django."""

from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    """Paths between needs and offers through what the site's public texts say."""

    name = "zhiqiao.web.associations"
    label = "associations"

    def ready(self) -> None:
        """Starts listening, makes the daily work known and adds paths to pages of candidates."""
        from zhiqiao.web.associations import daily, listening  # noqa: F401
        from zhiqiao.web.associations.beside import paths_beside
        from zhiqiao.web.matches.beside import register

        register(paths_beside)
