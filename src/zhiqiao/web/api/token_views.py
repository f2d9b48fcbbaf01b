"""A person's own tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.api import token_actions
from zhiqiao.web.api.forms import TokenForm
from zhiqiao.web.api.models import ApiToken
from zhiqiao.web.api.permission_words import PERMISSION_WORDS


@requires(Permission.TOKEN_WRITE, "GET", "POST")
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens and a form for one more. A new token's text is in this one answer only."""
    person = signed_in(request)
    form = TokenForm(request.POST or None, actor=person)
    fresh = ""
    if request.method == "POST" and form.is_valid():
        _token, fresh = token_actions.make_token(actor=person, **form.cleaned_data)
        form = TokenForm(actor=person)
    rows = ApiToken.objects.visible_to(person).select_related("organisation")
    listed = [{"token": row, "words": _words(row)} for row in rows]
    context = {"form": form, "listed": listed, "fresh": fresh}
    return render(request, "api/tokens.html", context)


def _words(token: ApiToken) -> list[str]:
    known = {str(each): str(words) for each, words in PERMISSION_WORDS.items()}
    return [known.get(name, name) for name in token.permissions]


@requires(Permission.TOKEN_WRITE, "POST")
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Makes one of the person's tokens void."""
    person = signed_in(request)
    token = get_object_or_404(ApiToken.objects.visible_to(person), pk=token_id)
    token_actions.revoke_token(actor=person, token=token)
    messages.success(request, _("令牌已作废，用它的程序不能再访问。"))
    return redirect("tokens")
