"""Tests themselves see every row; what a request sees is decided in the request."""

import pytest
from django.core.signals import request_finished


def show_every_row(**_signal):
    from zhiqiao.web.access import row_actor

    row_actor.show_every_row()


@pytest.fixture(autouse=True)
def _every_row_for_the_test():
    """Before the test and, because a request ends with nobody's rows, after each request."""
    show_every_row()
    request_finished.connect(show_every_row, dispatch_uid="every-row-for-the-test")
    yield
    show_every_row()
