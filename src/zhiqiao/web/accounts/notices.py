"""Telling the person whether it was done."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from zhiqiao.web.accounts.refusal import RefusedError


@contextmanager
def told(request: HttpRequest, done: str) -> Iterator[None]:
    """Shows on the next page that it was done, or why it was refused."""
    try:
        yield
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
