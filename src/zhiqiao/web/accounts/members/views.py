"""The page of an organisation and what its administrator, or the centre, does there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.centre.actions import edit_organisation
from zhiqiao.web.accounts.members import actions, invitation_actions
from zhiqiao.web.accounts.members.forms import (
    AddCodeForm,
    AllFactsForm,
    DecisionForm,
    InvitationForm,
    OwnFactsForm,
    RolesForm,
    TransferForm,
)
from zhiqiao.web.accounts.members.queries import (
    Member,
    administrators_of,
    invitations_of,
    members_of,
    requests_to_join,
)
from zhiqiao.web.accounts.members.rules import grantable, manages
from zhiqiao.web.accounts.models import Invitation, MergeRequest, MergeRequestState, Organisation
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.registering.actions import add_code
from zhiqiao.web.accounts.requests import signed_in


def page(request: HttpRequest, organisation: Organisation, base: str) -> HttpResponse:
    """The organisation, its members, and for those who decide what waits for them."""
    is_manager = manages(signed_in(request), organisation)
    members = members_of(organisation)
    context = {
        "organisation": organisation,
        "base": base,
        "is_manager": is_manager,
        "is_member": any(member.person == request.user for member in members),
        "members": members,
        "requests": requests_to_join(organisation) if is_manager else [],
        "invitations": invitations_of(organisation) if is_manager else [],
        "merge_request": MergeRequest.objects.filter(
            source=organisation, state=MergeRequestState.OPEN
        ).first(),
    }
    return render(request, "accounts/members/page.html", context)


def invite(request: HttpRequest, organisation: Organisation, base: str) -> HttpResponse:
    """A form for an invitation; then its link, which is shown this once."""
    actor = signed_in(request)
    form = InvitationForm(request.POST or None, roles=grantable(actor))
    context: dict[str, Any] = {"form": form, "organisation": organisation, "base": base}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            made, token = invitation_actions.invite(
                actor=actor, organisation=organisation, **values
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            link = request.build_absolute_uri(f"/invitation/{token}/")
            context |= {"invitation": made, "link": link}
    return render(request, "accounts/members/invite.html", context)


def revoke(
    request: HttpRequest, organisation: Organisation, base: str, invitation_id: int
) -> HttpResponse:
    """Voids an invitation."""
    rows = Invitation.objects.visible_to(signed_in(request)).filter(organisation=organisation)
    invitation = get_object_or_404(rows, pk=invitation_id)
    with told(request, _("邀请已撤销，链接不再有效。")):
        invitation_actions.revoke(actor=signed_in(request), invitation=invitation)
    return redirect(base)


def member(
    request: HttpRequest, organisation: Organisation, base: str, person_id: int
) -> HttpResponse:
    """One member: their roles, and the ways out."""
    chosen, others = _chosen(organisation, person_id)
    roles = _roles_to_offer(request, chosen)
    held = [row.role for row in chosen.memberships]
    form = RolesForm(request.POST or None, roles=roles, initial={"roles": held})
    if request.method == "POST" and form.is_valid():
        with told(request, _("角色已更改。")):
            actions.give_roles(
                actor=signed_in(request),
                organisation=organisation,
                person=chosen.person,
                roles=form.cleaned_data["roles"],
            )
        return redirect(base)
    is_admin = Role.ORGANISATION_ADMIN in held
    context = {
        "form": form,
        "transfer": TransferForm(members=others) if is_admin and others else None,
        "organisation": organisation,
        "base": base,
        "member": chosen,
    }
    return render(request, "accounts/members/member.html", context)


def _chosen(organisation: Organisation, person_id: int) -> tuple[Member, list[Member]]:
    members = members_of(organisation)
    found = [member for member in members if member.person.pk == person_id]
    if not found:
        raise Http404
    return found[0], [member for member in members if member.person.pk != person_id]


def _roles_to_offer(request: HttpRequest, chosen: Member) -> tuple[Role, ...]:
    """Those that the visitor may give, and those that the member has: they are not lost unseen."""
    may_give = set(grantable(signed_in(request)))
    held = {Role(row.role) for row in chosen.memberships}
    return tuple(role for role in Role if role in may_give | held)


def transfer(
    request: HttpRequest, organisation: Organisation, base: str, person_id: int
) -> HttpResponse:
    """Hands the administration over to another member."""
    chosen, others = _chosen(organisation, person_id)
    form = TransferForm(request.POST, members=others)
    if not form.is_valid():
        raise Http404
    taker = next(each.person for each in others if each.person.pk == form.cleaned_data["taker"])
    with told(request, _("机构管理员已移交给%(name)s。") % {"name": taker.name}):
        actions.transfer_administration(
            actor=signed_in(request), organisation=organisation, giver=chosen.person, taker=taker
        )
    return redirect("my-organisations" if chosen.person == request.user else base)


def end(
    request: HttpRequest, organisation: Organisation, base: str, person_id: int
) -> HttpResponse:
    """Puts a member out."""
    chosen, _others = _chosen(organisation, person_id)
    with told(request, _("%(name)s已移出机构。") % {"name": chosen.person.name}):
        actions.end_member(
            actor=signed_in(request), organisation=organisation, person=chosen.person
        )
    return redirect(base)


def decide(
    request: HttpRequest, organisation: Organisation, base: str, membership_id: int
) -> HttpResponse:
    """One request to join: what was said, and the decision."""
    actor = signed_in(request)
    membership = get_object_or_404(requests_to_join(organisation), pk=membership_id)
    is_first = not administrators_of(organisation).exists()
    form = DecisionForm(request.POST or None, initial={"as_admin": is_first})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["decision"] == "approve":
            with told(request, _("已同意，申请人现在可以代表机构办事。")):
                actions.approve(
                    actor=actor,
                    membership=membership,
                    as_admin=said["as_admin"],
                    adopt=said["adopt"],
                )
        else:
            with told(request, _("已告知申请人未通过。")):
                actions.refuse(actor=actor, membership=membership, reason=said["reason"])
        return redirect(base)
    context = {
        "form": form,
        "membership": membership,
        "proposal": getattr(membership, "proposal", None),
        "organisation": organisation,
        "base": base,
        "is_first": is_first,
        "may_adopt": actor.may(Permission.ORGANISATION_ALL),
    }
    return render(request, "accounts/members/decide.html", context)


def code(request: HttpRequest, organisation: Organisation, base: str) -> HttpResponse:
    """Adds the credit code of an organisation that had none."""
    form = AddCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_added = add_code(
                actor=signed_in(request),
                organisation=organisation,
                uscc=form.cleaned_data["uscc"],
            )
        except RefusedError as error:
            form.add_error("uscc", str(error))
        else:
            said = (
                _("代码已登记。")
                if is_added
                else _(
                    "平台上已有使用这个代码的机构，已请技术转移中心核实后合并。合并之前一切照旧。"
                )
            )
            messages.success(request, said)
            return redirect(base)
    context = {"form": form, "organisation": organisation, "base": base}
    return render(request, "accounts/members/code.html", context)


def edit(request: HttpRequest, organisation: Organisation, base: str) -> HttpResponse:
    """Changes what is said of the organisation."""
    is_centre = signed_in(request).may(Permission.ORGANISATION_ALL)
    kind_of_form = AllFactsForm if is_centre else OwnFactsForm
    form = kind_of_form(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            edit_organisation(
                actor=signed_in(request),
                organisation=form.instance,
                fields=form.changed_data,
            )
        messages.success(request, _("机构信息已保存。"))
        return redirect(base)
    context = {"form": form, "organisation": organisation, "base": base}
    return render(request, "accounts/members/edit.html", context)
