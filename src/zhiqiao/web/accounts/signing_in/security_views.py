"""The account's security: second step, recovery codes, outside identities, open sessions."""

import base64

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.accounts.signing_in import actions, queries
from zhiqiao.web.accounts.signing_in.confirming import confirmed
from zhiqiao.web.accounts.signing_in.devices import described
from zhiqiao.web.accounts.signing_in.forms import CodeForm, PasswordForm
from zhiqiao.web.accounts.signing_in.guessing import Asked, Outcome, paused, try_secret
from zhiqiao.web.accounts.signing_in.leading_back import next_page
from zhiqiao.web.accounts.signing_in.rules import rules
from zhiqiao.web.accounts.signing_in.second_step import (
    generate_totp_secret,
    has_second_step,
    is_due,
    matching_counter,
    opened,
    sealed,
)

SECRET_IN_SESSION = "second_step_secret"  # noqa: S105 -- the name of a place


@requires(Permission.ACCOUNT)
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    person = signed_in(request)
    provider, linked = queries.outside_provider(), queries.identities(person)
    known = {each.provider for each in linked}
    return render(
        request,
        "accounts/account/security.html",
        {
            "has_second_step": has_second_step(person),
            "second_step_is_due": is_due(person),
            "codes_left": queries.recovery_codes_left(person),
            "identities": linked,
            "provider": provider,
            "can_link": provider is not None and provider["provider_id"] not in known,
            "open_sessions": described(queries.open_sessions(person), request),
            "password_age_max": rules().password_age_max,
        },
    )


@requires(Permission.ACCOUNT, "GET", "POST")
@sensitive_post_parameters("password")
@never_cache
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Asks for the password, or where there is none for a code, before security is changed."""
    person = signed_in(request)
    form = _form_for(request, person)
    if form is not None and form.is_valid():
        outcome = _check(request, person, form)
        if outcome.pause:
            return paused(request, outcome.pause)
        if outcome.found:
            record_authentication(request, person, "password", reauthenticated=True)
            return redirect(next_page(request) or "security")
        form.add_error(None, _("不对，请再试一次。"))
    shown = {"form": form, "next": next_page(request), "provider": queries.outside_provider()}
    return render(request, "accounts/account/confirm.html", shown)


def _form_for(request: HttpRequest, person: Person) -> PasswordForm | CodeForm | None:
    """What the person can show; None for who signs in with an outside identity alone."""
    if person.has_usable_password():
        return PasswordForm(request.POST or None)
    return CodeForm(request.POST or None) if has_second_step(person) else None


def _check(request: HttpRequest, person: Person, form: PasswordForm | CodeForm) -> Outcome[object]:
    """The same limits as for signing in: a stolen session is no place to guess."""
    if isinstance(form, CodeForm):
        asked = Asked("code", str(person.pk), lambda: person)
        code = form.cleaned_data["code"]
        return try_secret(request, asked, lambda: actions.use_code(person=person, code=code))
    asked = Asked("password", person.username, lambda: person)
    typed = {"username": person.username, "password": form.cleaned_data["password"]}
    return try_secret(request, asked, lambda: actions.person_with_password(**typed))


@requires(Permission.ACCOUNT, "GET", "POST")
@confirmed
@never_cache
def second_step_on(request: HttpRequest) -> HttpResponseBase:
    """Shows the secret as a picture and as text, and turns the second step on with a code."""
    person = signed_in(request)
    if has_second_step(person):
        return redirect("security")
    secret = _secret_under_way(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        counter = matching_counter(secret, form.cleaned_data["code"])
        if counter is not None:
            codes = actions.turn_second_step_on(person=person, secret=secret, counter=counter)
            del request.session[SECRET_IN_SESSION]
            return _codes_page(request, codes)
        form.add_error("code", _("验证码不对。请核对手机时间是否准确，再输入最新的一组。"))
    shown = {"form": form, "secret": secret, "picture": _picture(person, secret)}
    return render(request, "accounts/account/second_step_on.html", shown)


def _secret_under_way(request: HttpRequest) -> str:
    """The same secret until it is used, so that a mistyped code does not mean a new picture."""
    if SECRET_IN_SESSION not in request.session:
        request.session[SECRET_IN_SESSION] = sealed(generate_totp_secret())
    return opened(request.session[SECRET_IN_SESSION])


def _picture(person: Person, secret: str) -> str:
    """The QR code as the address of an SVG image."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "accounts/account/recovery_codes.html", {"codes": codes})


@requires(Permission.ACCOUNT, "POST")
@confirmed
def second_step_off(request: HttpRequest) -> HttpResponseBase:
    """Turns the second step off, unless the profile asks for it."""
    person = signed_in(request)
    if rules().second_step_for & person.roles:
        messages.error(request, _("管理员账号必须开启二步验证，不能关闭。"))
        return redirect("security")
    try:
        actions.turn_second_step_off(actor=person, person=person)
    except RefusedError:
        return redirect("security")
    messages.success(request, _("已关闭二步验证。"))
    return redirect("security")


@requires(Permission.ACCOUNT, "POST")
@confirmed
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """New recovery codes, shown once."""
    person = signed_in(request)
    if not has_second_step(person):
        return redirect("security")
    return _codes_page(request, actions.make_recovery_codes(person=person))


@requires(Permission.ACCOUNT, "POST")
@confirmed
def unlink_identity(request: HttpRequest, identity_id: int) -> HttpResponseBase:
    """Unlinks an outside identity of one's own."""
    person = signed_in(request)
    account = get_object_or_404(SocialAccount, pk=identity_id, user=person)
    try:
        actions.unlink_identity(person=person, account=account)
    except RefusedError:
        messages.error(request, _("您还没有密码，解除后将无法登录。请先设置密码。"))
    else:
        messages.success(request, _("已解除关联。"))
    return redirect("security")


@requires(Permission.ACCOUNT, "POST")
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Signs the person out everywhere else, at once."""
    person = signed_in(request)
    ended = actions.end_other_sessions(
        actor=person, person=person, keep_session=request.session.session_key
    )
    messages.success(request, _("已退出其他 %(n)d 处登录。") % {"n": ended})
    return redirect("security")
