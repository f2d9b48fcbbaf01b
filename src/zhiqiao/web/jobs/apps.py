"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background jobs."""

    name = "zhiqiao.web.jobs"
    label = "jobs"
