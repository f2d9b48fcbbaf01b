"""Before the security of an account is changed: is it still the person who signed in?"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.accounts.signing_in.rules import CONFIRMATION_LIFETIME

View = Callable[..., HttpResponseBase]


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person showed a secret or an outside identity a short while ago."""
    records = get_authentication_records(request, signed_in(request))
    latest = max((record["at"] for record in records), default=0)
    return bool(time.time() - latest < CONFIRMATION_LIFETIME.total_seconds())


def confirmed(view: View) -> View:
    """Sends to the page that asks for the password first, where that was too long ago."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("security")
        return redirect(f"{reverse('confirm')}?{urlencode({'next': back})}")

    return guarded
