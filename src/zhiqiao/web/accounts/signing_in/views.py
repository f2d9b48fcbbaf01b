"""Signing in by name and password, the second step, signing out, the demo's role switch."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.queries import demo_is_offered, demo_people, with_grants
from zhiqiao.web.accounts.signing_in import actions
from zhiqiao.web.accounts.signing_in.forms import CodeForm, SignInForm
from zhiqiao.web.accounts.signing_in.guessing import Asked, paused, try_secret
from zhiqiao.web.accounts.signing_in.known_devices import known_device, remember_device
from zhiqiao.web.accounts.signing_in.leading_back import next_page
from zhiqiao.web.accounts.signing_in.queries import outside_provider


@requires(Permission.PUBLIC, "GET", "POST")
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Name and password; an outside identity where configured; in the demo one button a role."""
    form = SignInForm(request.POST or None)
    if not form.is_valid():
        return _sign_in_page(request, form)
    username = form.cleaned_data["username"]
    asked = Asked(
        "password",
        username,
        lambda: Person.objects.filter(username=username).first(),
        known_device(request, username),
    )
    outcome = try_secret(request, asked, lambda: actions.person_with_password(**form.cleaned_data))
    if outcome.found is None:
        form.add_error(None, _("登录名或密码不对。"))
        return paused(request, outcome.pause) if outcome.pause else _sign_in_page(request, form)
    return _go_on(request, outcome.found)


def _sign_in_page(request: HttpRequest, form: SignInForm) -> HttpResponse:
    return render(
        request,
        "accounts/sign_in.html",
        {
            "form": form,
            "next": next_page(request),
            "provider": outside_provider(),
            "demo_people": with_grants(demo_people()) if demo_is_offered() else [],
        },
    )


def _go_on(request: HttpRequest, person: Person) -> HttpResponseBase:
    """To the second step where there is one, else into the site."""
    record_authentication(request, person, "password")
    login = Login(user=person, redirect_url=next_page(request))
    response: HttpResponseBase = perform_login(request, login)
    remember_device(response, person)
    return response


@requires(Permission.PUBLIC, "GET", "POST")
@never_cache
def second_step(request: HttpRequest) -> HttpResponseBase:
    """A code from the app or a recovery code, after the password was right."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if request.user.is_authenticated or stage is None:
        return redirect("home" if request.user.is_authenticated else "sign-in")
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/account/second_step.html", {"form": form})
    person = stage.login.user
    outcome = try_secret(
        request,
        Asked("code", str(person.pk), lambda: person),
        lambda: actions.use_code(person=person, code=form.cleaned_data["code"]),
    )
    if outcome.pause:
        return paused(request, outcome.pause)
    if outcome.found is None:
        form.add_error("code", _("验证码不对，或已经用过。"))
        return render(request, "accounts/account/second_step.html", {"form": form})
    record_authentication(request, person, "mfa", type=outcome.found)
    response: HttpResponseBase = stage.exit()
    return response


@requires(Permission.PUBLIC, "POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and leads to the front page."""
    if isinstance(request.user, Person):
        actions.sign_out(request=request, person=request.user)
    else:
        request.session.flush()
    return redirect("home")


@requires(Permission.DEMO_ROLE, "POST")
def switch_role(request: HttpRequest, person_id: int) -> HttpResponse:
    """Signs in as one of the demo's people. Answers 404 where no demo is loaded."""
    if not demo_is_offered():
        raise Http404
    person = get_object_or_404(demo_people(), pk=person_id)
    actions.sign_in(request=request, person=person, means="demo")
    who = {"role": person.role_words, "name": person.name}
    messages.success(request, _("已切换为%(role)s：%(name)s") % who)
    return redirect("home")
