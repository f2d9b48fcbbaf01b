"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The one way in for files."""

    name = "zhiqiao.web.intake"
    label = "intake"

    def ready(self) -> None:
        """Registers what the background process does to files, and that it tidies up."""
        from zhiqiao.web.intake import listening, work  # noqa: F401
