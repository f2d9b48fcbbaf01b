"""Reads about people."""

from django.conf import settings
from django.db.models import QuerySet

from zhiqiao.web.accounts.models import Person


def demo_people() -> QuerySet[Person]:
    """The people of the demo city, one or more a role, in the order they were made."""
    return (
        Person.objects.filter(is_demo=True, is_active=True)
        .select_related("organisation")
        .order_by("pk")
    )


def demo_is_offered() -> bool:
    """Whether the role switch is shown: its data is loaded and the operator did not hide it."""
    return bool(settings.ZHIQIAO_DEMO) and demo_people().exists()
