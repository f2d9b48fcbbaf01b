"""Registers the app with Django."""

from django.apps import AppConfig


class LatentConfig(AppConfig):
    """Likely needs of enterprises, what they answered, and whom to visit first."""

    name = "zhiqiao.web.latent"
    label = "latent"

    def ready(self) -> None:
        """Makes the job and the daily work known, and listens to needs and mergers."""
        from zhiqiao.web.latent import daily, listening, work  # noqa: F401
