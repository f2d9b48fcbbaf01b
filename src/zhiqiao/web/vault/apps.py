"""The vault app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Names the app."""

    name = "zhiqiao.web.vault"
    label = "vault"
