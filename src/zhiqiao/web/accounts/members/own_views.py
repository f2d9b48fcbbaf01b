"""One's own memberships: seeing, switching, leaving, and taking up an invitation."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.forms import AccountForm
from zhiqiao.web.accounts.members import actions, invitation_actions
from zhiqiao.web.accounts.members.invitations import valid_invitation
from zhiqiao.web.accounts.members.queries import own_memberships
from zhiqiao.web.accounts.middleware import ORGANISATION_IN_SESSION
from zhiqiao.web.accounts.models import Invitation, MembershipState, Organisation, Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in


@requires(Permission.ACCOUNT)
def my_organisations(request: HttpRequest) -> HttpResponse:
    """All that one is or asked to be, in which organisations."""
    person = signed_in(request)
    rows = own_memberships(person)
    context = {
        "active": [row for row in rows if row.state == MembershipState.ACTIVE],
        "pending": [row for row in rows if row.state == MembershipState.PENDING],
        "ended": [row for row in rows if row.state == MembershipState.ENDED],
    }
    return render(request, "accounts/members/mine.html", context)


@requires(Permission.ACCOUNT, "POST")
def switch(request: HttpRequest) -> HttpResponse:
    """Acts for another of one's organisations from now on, in a session with a new key."""
    wanted = request.POST.get("organisation", "")
    chosen = [each for each in signed_in(request).organisations if str(each.pk) == wanted]
    if not chosen:
        raise Http404
    request.session.cycle_key()
    request.session[ORGANISATION_IN_SESSION] = chosen[0].pk
    messages.success(request, _("现在代表：%(name)s") % {"name": chosen[0].name})
    return redirect("home")


@requires(Permission.ACCOUNT, "POST")
def leave(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Leaves an organisation of one's own accord."""
    person = signed_in(request)
    organisation = get_object_or_404(
        Organisation.objects.filter(memberships__in=own_memberships(person)).distinct(),
        pk=organisation_id,
    )
    with told(request, _("您已退出%(name)s。") % {"name": organisation.name}):
        actions.leave(person=person, organisation=organisation)
    return redirect("my-organisations")


@never_cache
def _invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to; taking it up, also by making an account. 404 once it is void."""
    invitation = valid_invitation(token)
    if invitation is None:
        return render(request, "accounts/members/invitation_void.html", status=404)
    person = request.user if isinstance(request.user, Person) else None
    form = None if person else AccountForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        answer = _take_up(request, invitation, person, form)
        if answer is not None:
            return answer
    context = {"invitation": invitation, "form": form}
    return render(request, "accounts/members/invitation.html", context)


invitation = requires(Permission.REGISTER, "GET", "POST")(_invitation)


def _take_up(
    request: HttpRequest, chosen: Invitation, person: Person | None, form: AccountForm | None
) -> HttpResponse | None:
    try:
        if person is not None:
            invitation_actions.accept(person=person, invitation=chosen)
        elif form is not None:
            invitation_actions.accept_as_new(invitation=chosen, new=form.new_person())
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("home")
    except IntegrityError:
        messages.error(request, _("这个登录名刚刚被使用，请换一个。"))
        return None
    if person is not None:
        request.session.cycle_key()
        request.session[ORGANISATION_IN_SESSION] = chosen.organisation_id
    messages.success(request, _("您已加入%(name)s。") % {"name": chosen.organisation.name})
    return redirect("home" if person else "sign-in")
