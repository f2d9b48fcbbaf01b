"""Bringing the site's part up within a command: settings and database."""

import os


def set_up_site() -> None:
    """Makes Django ready and brings the database up to date. Quick when it already is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.web.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
