"""Decides before a byte is stored whether an upload is let in at all."""

import shutil
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.urls import reverse

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.intake.kinds import kinds_for
from zhiqiao.web.intake.staging import uploads

ELSEWHERE_BYTES_MAX = 1 << 20
SPACE_LEFT_BYTES = 256 << 20
COPIES = 3
"""The upload, its checked rows and what of it is written."""

BytesOf = Callable[[HttpRequest], int]
_admitted: list[BytesOf] = []


def admit(bytes_of: BytesOf) -> None:
    """Adds what says of a request how large a file it may bring; 0: it says nothing."""
    if bytes_of not in _admitted:
        _admitted.append(bytes_of)


class UploadGuard(FileUploadHandler):
    """Skips files that are too large for who sends them and where; the first of the handlers.

    A skipped file is missing from `request.FILES`, and `refusal_of` tells why.
    """

    refusal = ""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 -- Django's name
        content_length: Any,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Looks at the announced size, which the server does not let a client exceed."""
        del input_data, META, boundary, encoding
        request = self.request
        if request is None:
            return
        if int(content_length) > _bytes_max(request):
            self.refusal = "size"
        elif content_length > ELSEWHERE_BYTES_MAX:
            free = shutil.disk_usage(uploads()).free
            self.refusal = "space" if free < COPIES * content_length + SPACE_LEFT_BYTES else ""
        request.upload_refusal = self.refusal  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        if self.refusal:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hands every piece to the next handler."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to the next handler."""


def _bytes_max(request: HttpRequest) -> int:
    """How much may come with this request: much only from people who may bring it, and there."""
    user = getattr(request, "user", None)
    if request.path == reverse("imports") and isinstance(user, Person) and kinds_for(user):
        return int(settings.ZHIQIAO_UPLOAD_MIB_MAX << 20) + ELSEWHERE_BYTES_MAX
    return max((each(request) for each in _admitted), default=0) + ELSEWHERE_BYTES_MAX


def refusal_of(request: HttpRequest) -> str:
    """Why the request's file was not let in; "" where it was."""
    found: str = getattr(request, "upload_refusal", "")
    return found
