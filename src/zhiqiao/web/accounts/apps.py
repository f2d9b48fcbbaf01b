"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """People, their roles and organisations, signing in and out."""

    name = "zhiqiao.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Has every app say where data of persons lie, in its `personal_places`."""
        autodiscover_modules("personal_places")
