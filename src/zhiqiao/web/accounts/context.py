"""What templates ask about the visitor."""

from django.conf import settings
from django.http import HttpRequest

from zhiqiao.web.access import permissions_of
from zhiqiao.web.accounts.queries import demo_is_offered


def permissions(request: HttpRequest) -> dict[str, object]:
    """`may.NEED_WRITE` and so on, and whether demo data is loaded."""
    user = getattr(request, "user", None)
    held = permissions_of(user) if user is not None else frozenset()
    return {
        "may": {permission.name: True for permission in held},
        "languages": settings.LANGUAGES,
        "demo_is_loaded": demo_is_offered(),
    }
