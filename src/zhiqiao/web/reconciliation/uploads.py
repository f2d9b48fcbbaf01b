"""Which requests of reconciliation may bring a large file."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.intake.uploading import admit

ADDRESS = "bank-file-upload"
UPLOAD_BYTES_MAX = 64 << 20


def let_in() -> None:
    """Has the guard of uploads let statements in."""
    admit(bytes_of)


def bytes_of(request: HttpRequest) -> int:
    """How much may come: a whole statement for who makes payouts, where they are taken."""
    user = getattr(request, "user", None)
    if not isinstance(user, Person) or not user.may(Permission.PAYOUT_MAKE):
        return 0
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return 0
    return UPLOAD_BYTES_MAX if found.url_name == ADDRESS else 0
