"""Changing the password, and setting one with a link from an administrator."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.accounts.signing_in import actions, passwords
from zhiqiao.web.accounts.signing_in.confirming import confirmed
from zhiqiao.web.accounts.signing_in.forms import ChangePasswordForm, NewPasswordForm
from zhiqiao.web.accounts.signing_in.guessing import Asked, paused, try_secret
from zhiqiao.web.accounts.signing_in.password_links import links


@requires(Permission.ACCOUNT, "GET", "POST")
@sensitive_post_parameters()
@never_cache
def change_password(request: HttpRequest) -> HttpResponseBase:
    """One's own password; all other sessions end."""
    person = signed_in(request)
    if not person.has_usable_password():
        return _first_password(request)
    form = ChangePasswordForm(request.POST or None, person=person)
    if form.is_valid():
        outcome = try_secret(
            request,
            Asked("password", person.username, lambda: person),
            lambda: actions.person_with_password(
                username=person.username, password=form.cleaned_data["old"]
            ),
        )
        if outcome.pause:
            return paused(request, outcome.pause)
        if outcome.found:
            return _changed(request, outcome.found, form.cleaned_data["new"])
        form.add_error("old", _("现在的密码不对。"))
    shown = {"form": form, "is_due": passwords.is_due(person)}
    return render(request, "accounts/account/password.html", shown)


@confirmed
def _first_password(request: HttpRequest) -> HttpResponse:
    """For a person who so far came in with an outside identity alone."""
    person = signed_in(request)
    form = NewPasswordForm(request.POST or None, person=person)
    if form.is_valid():
        return _changed(request, person, form.cleaned_data["new"])
    return render(request, "accounts/account/new_password.html", {"form": form})


def _changed(request: HttpRequest, person: Person, password: str) -> HttpResponse:
    key = request.session.session_key
    actions.change_password(actor=person, person=person, password=password, keep_session=key)
    update_session_auth_hash(request, person)
    messages.success(request, _("密码已更改，其他设备上的登录已退出。"))
    return redirect("security")


@requires(Permission.PUBLIC, "GET", "POST")
@sensitive_post_parameters()
@never_cache
def new_password(request: HttpRequest, person_id: int, token: str) -> HttpResponseBase:
    """A new password, with a link that an administrator made. It works once, for a day."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not links.check_token(person, token):
        page = "accounts/account/password_link_over.html"
        return render(request, page, status=HTTPStatus.NOT_FOUND)
    form = NewPasswordForm(request.POST or None, person=person)
    if form.is_valid():
        actions.change_password(actor=person, person=person, password=form.cleaned_data["new"])
        messages.success(request, _("密码已设置，请用它登录。"))
        return redirect("sign-in")
    return render(request, "accounts/account/new_password.html", {"form": form})
