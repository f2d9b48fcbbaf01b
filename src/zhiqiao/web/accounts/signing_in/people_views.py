"""What an administrator does about somebody else's sign-in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.members.rules import is_out_of_reach
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.accounts.signing_in import actions, queries
from zhiqiao.web.accounts.signing_in.confirming import confirmed
from zhiqiao.web.accounts.signing_in.devices import described
from zhiqiao.web.accounts.signing_in.password_links import password_link
from zhiqiao.web.accounts.signing_in.second_step import has_second_step


def _subject(person_id: int) -> Person:
    return get_object_or_404(Person, pk=person_id, erased_at=None)


def _to_help(request: HttpRequest, person_id: int) -> Person:
    """Whom an administrator may let in again.

    Under the strict profile nobody opens the way into another administration: that is done on
    the server, with `zhiqiao person`.
    """
    person = _subject(person_id)
    if person != request.user and is_out_of_reach(person):
        raise Http404
    return person


def _page(request: HttpRequest, person: Person, link: str = "") -> HttpResponse:
    return render(
        request,
        "accounts/account/person_sign_in.html",
        {
            "person": person,
            "link": link,
            "has_second_step": has_second_step(person),
            "identities": queries.identities(person),
            "open_sessions": described(queries.open_sessions(person), request),
        },
    )


@requires(Permission.PERSON_WRITE)
@never_cache
def person_sign_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """How the person signs in, and what can be done where they cannot."""
    return _page(request, _subject(person_id))


@requires(Permission.PERSON_WRITE, "POST")
@confirmed
@never_cache
def make_password_link(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Shows a link to hand over; it is stored nowhere."""
    person = _to_help(request, person_id)
    if not person.is_active:
        messages.error(request, _("账号已停用，不能生成链接。"))
        return redirect("person-sign-in", person.pk)
    actions.note_password_link(actor=signed_in(request), person=person)
    return _page(request, person, request.build_absolute_uri(password_link(person)))


@requires(Permission.PERSON_WRITE, "POST")
@confirmed
def turn_second_step_off(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """For a person who lost both their phone and their recovery codes."""
    person = _to_help(request, person_id)
    try:
        actions.turn_second_step_off(actor=signed_in(request), person=person)
    except RefusedError:
        messages.info(request, _("本来就没有开启二步验证。"))
    else:
        messages.success(request, _("已关闭 %(name)s 的二步验证。") % {"name": person.name})
    return redirect("person-sign-in", person.pk)


@requires(Permission.PERSON_WRITE, "POST")
def end_sessions(request: HttpRequest, person_id: int) -> HttpResponse:
    """Signs the person out everywhere, at once; of one's own sessions this one stays."""
    person, actor = _subject(person_id), signed_in(request)
    kept = request.session.session_key if person == actor else None
    ended = actions.end_other_sessions(actor=actor, person=person, keep_session=kept)
    messages.success(request, _("已退出 %(n)d 处登录。") % {"n": ended})
    return redirect("person-sign-in", person.pk)
