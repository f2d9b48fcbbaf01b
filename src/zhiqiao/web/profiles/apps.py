"""Registers the app with Django."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """What is known of organisations: facts, their sources, who may see them."""

    name = "zhiqiao.web.profiles"
    label = "profiles"

    def ready(self) -> None:
        """Makes the imports known, and listens to organisations that are merged."""
        from zhiqiao.web.intake.kinds import register
        from zhiqiao.web.profiles import listening  # noqa: F401
        from zhiqiao.web.profiles.importing import import_kinds

        for kind in import_kinds():
            register(kind)
