"""Which requests of applications may bring a large file."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.attachments.kinds import BYTES_MAX
from zhiqiao.web.intake.uploading import admit

ADDRESS = "application-files"


def let_in() -> None:
    """Has the guard of uploads let files for applications in."""
    admit(bytes_of)


def bytes_of(request: HttpRequest) -> int:
    """How much may come: a whole attachment for who applies, where attachments are taken."""
    user = getattr(request, "user", None)
    if not isinstance(user, Person) or not user.may(Permission.APPLY):
        return 0
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return 0
    return BYTES_MAX if found.url_name == ADDRESS else 0
