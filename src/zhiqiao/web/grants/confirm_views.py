"""What an enterprise confirms: that it wants the money, and to which account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications.showing import in_language
from zhiqiao.web.grants.account_actions import WAITING_FOR_MONEY, save_account
from zhiqiao.web.grants.confirm_actions import CONFIRMABLE
from zhiqiao.web.grants.confirm_actions import confirm as confirm_one
from zhiqiao.web.grants.confirm_actions import decline as decline_one
from zhiqiao.web.grants.forms import AccountForm, DeclineForm
from zhiqiao.web.grants.models import Entitlement, PayeeAccount
from zhiqiao.web.profiles.views import own_organisation


def _own(request: HttpRequest, entitlement_id: int) -> Entitlement:
    """What the visitor's enterprise is entitled to; else 404."""
    person = signed_in(request)
    rows = Entitlement.objects.visible_to(person).filter(organisation=own_organisation(request))
    related = rows.select_related("organisation", "department", "notice", "account")
    return get_object_or_404(related, pk=entitlement_id)


def _account(person: Person) -> PayeeAccount | None:
    rows = PayeeAccount.objects.visible_to(person).filter(organisation=person.organisation)
    return rows.filter(is_current=True).first()


@requires(Permission.PAYOUT_RECEIVE, "GET", "POST")
@never_cache
def confirm(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """What it is, why, and how much; the account to confirm, or another one to enter."""
    person, found = signed_in(request), _own(request, entitlement_id)
    account = _account(person)
    is_new = "name" in request.POST
    form = AccountForm(request.POST if is_new else None, initial={"name": found.organisation.name})
    if request.method == "POST" and (not is_new or form.is_valid()):
        more: dict[str, Any] = {"given": form.given()} if is_new else {"account": account}
        try:
            confirm_one(actor=person, entitlement=found, **more)
        except RefusedError as error:
            if not is_new:
                messages.error(request, str(error))
                return redirect("grant-confirm", found.pk)
            form.add_error(None, str(error))
        else:
            words = _("已确认。部门会安排兑付；走到哪一步、大约哪天到账，在“我的兑付”里看得到。")
            messages.success(request, words)
            return redirect(_after(found))
    context = {
        "row": found,
        "content": in_language(found.content),
        "account": account,
        "form": form,
        "decline_form": DeclineForm(),
        "is_confirmable": found.state in CONFIRMABLE,
        "is_new": is_new or account is None,
    }
    return render(request, "grants/confirm.html", context)


def _after(found: Entitlement) -> str:
    return reverse("my-payout", args=[found.pk])


@requires(Permission.PAYOUT_RECEIVE, "POST")
def decline(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """The enterprise does not want it."""
    person, found = signed_in(request), _own(request, entitlement_id)
    form = DeclineForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    with told(request, _("已记下：这一期不领。")):
        decline_one(actor=person, entitlement=found, text=text)
    return redirect("grant-confirm", found.pk)


@requires(Permission.PAYOUT_RECEIVE, "GET", "POST")
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """The enterprise's account now, those before, and another one to enter."""
    person, organisation = signed_in(request), own_organisation(request)
    form = AccountForm(request.POST or None, initial={"name": organisation.name})
    if request.method == "POST" and form.is_valid():
        try:
            save_account(actor=person, given=form.given())
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已换成新账户。"))
            return redirect("payee-account")
    rows = PayeeAccount.objects.visible_to(person).filter(organisation=organisation)
    waiting = Entitlement.objects.visible_to(person).filter(
        organisation=organisation, state__in=WAITING_FOR_MONEY
    )
    context = {
        "current": _account(person),
        "earlier": list(rows.filter(is_current=False)[:10]),
        "form": form,
        "waiting": waiting.count(),
    }
    return render(request, "grants/account.html", context)
