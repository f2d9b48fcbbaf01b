"""Registers the app with Django."""

from django.apps import AppConfig


class LanguageModelConfig(AppConfig):
    """Calls of the language model, and answers kept for a while."""

    name = "zhiqiao.web.language_model"
    label = "language_model"

    def ready(self) -> None:
        """Registers its daily work, and listens to mergers."""
        from zhiqiao.web.language_model import listening, upkeep_actions  # noqa: F401
