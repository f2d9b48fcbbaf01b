"""Registers the app with Django."""

from django.apps import AppConfig


class SigningInConfig(AppConfig):
    """Signing in, sessions, and limits on guessing."""

    name = "zhiqiao.web.accounts.signing_in"
    label = "signing_in"

    def ready(self) -> None:
        """Notes on each new session who it belongs to, and ends sessions where access ends."""
        from zhiqiao.web.accounts.signing_in import listening

        listening.listen()
