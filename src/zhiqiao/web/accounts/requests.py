"""The person behind a request."""

from django.http import Http404, HttpRequest

from zhiqiao.web.accounts.models import Person


def signed_in(request: HttpRequest) -> Person:
    """The signed-in person; 404 for a stranger (views behind a permission never meet one)."""
    if isinstance(request.user, Person):
        return request.user
    raise Http404
