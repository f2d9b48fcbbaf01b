"""Registers the app with Django."""

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    """Opinions of a language model on suggested pairs."""

    name = "zhiqiao.web.opinions"
    label = "opinions"

    def ready(self) -> None:
        """Starts listening to runs and needs, and shows its opinions on cards."""
        from zhiqiao.web.matches.second_opinions import further_opinions
        from zhiqiao.web.opinions import listening  # noqa: F401
        from zhiqiao.web.opinions.queries import shown_opinions

        further_opinions(shown_opinions)
