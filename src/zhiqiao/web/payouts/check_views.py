"""One list: what it pays to whom, what changed since, and what maker and checker do about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.common.money import yuan_text
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants.stated import resting_on_statements
from zhiqiao.web.payouts import check_actions, list_actions, release_actions, showing
from zhiqiao.web.payouts.findings import findings_of, is_looked_at
from zhiqiao.web.payouts.forms import ReasonForm
from zhiqiao.web.payouts.holding import changed_elsewhere
from zhiqiao.web.payouts.lines import SHOWS, SORTS, Narrowing, changed_of, page_of
from zhiqiao.web.payouts.models import BankAccount, ListState, PayoutList

FROZEN = (ListState.RELEASED, ListState.FINISHED, ListState.CANCELLED)


def seen(request: HttpRequest, list_id: int) -> PayoutList:
    """A list of the visitor's department; else 404."""
    rows = PayoutList.objects.visible_to(signed_in(request))
    joined = rows.select_related("budget_line__account", "maker", "checker", "released_by")
    return get_object_or_404(joined, pk=list_id)


@requires(Permission.PAYOUT_READ)
def payout_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """One page for maker and checker."""
    return page(request, seen(request, list_id))


def page(request: HttpRequest, found: PayoutList, **wrong: forms.Form) -> HttpResponse:
    """The page of a list, with what was wrong in a form."""
    person = signed_in(request)
    narrowing = Narrowing.of(request.GET)
    rights = showing.Rights.of(person, found)
    changed, changed_count = ([], 0) if found.state in FROZEN else changed_of(found)
    broken = changed_elsewhere(found) if found.state == ListState.APPROVED else []
    shown = page_of(found, narrowing, request.GET.get("page"))
    waits_for_another = found.state == ListState.SUBMITTED and rights.is_own
    context: dict[str, Any] = {
        "payout_list": found,
        "rights": rights,
        "steps": showing.steps_of(found),
        "budget": showing.budget_of(found),
        "page": shown,
        "stated": resting_on_statements(each.entitlement_id for each in shown),
        "narrowing": narrowing,
        "shows": SHOWS,
        "sorts": SORTS,
        "changed": changed,
        "changed_count": changed_count,
        "broken": showing.void_words(broken),
        "voided": showing.void_words(found.voided),
        "elsewhere": showing.elsewhere_words(found.voided),
        "findings": findings_of(found) if is_looked_at(found) else None,
        "waits_for_another": waits_for_another,
        "has_other_checker": not waits_for_another or showing.has_other_checker(person, found),
        "reason_form": ReasonForm(),
    }
    return render(request, "payouts/list.html", context | wrong)


def _done(
    request: HttpRequest, found: PayoutList, words: str, do: Callable[[], object]
) -> HttpResponse:
    with told(request, words):
        do()
    return redirect("payout-list", found.pk)


@requires(Permission.PAYOUT_MAKE, "POST")
def remove(request: HttpRequest, list_id: int, listed_id: int) -> HttpResponse:
    """Takes one enterprise off."""
    found, person = seen(request, list_id), signed_in(request)
    line = get_object_or_404(found.lines.visible_to(person), pk=listed_id)
    words = _("已移出，可以列入别的清单。")
    return _done(request, found, words, lambda: list_actions.remove_line(actor=person, line=line))


@requires(Permission.PAYOUT_MAKE, "POST")
def renew(request: HttpRequest, list_id: int) -> HttpResponse:
    """Brings accounts and amounts up to date, drops who cannot be paid any more."""
    found, person = seen(request, list_id), signed_in(request)
    return _done(
        request,
        found,
        _("清单已按现在的情况更新。请再核对一遍，然后提交。"),
        lambda: list_actions.renew_lines(actor=person, payout_list=found),
    )


@requires(Permission.PAYOUT_MAKE, "POST")
def submit(request: HttpRequest, list_id: int) -> HttpResponse:
    """Hands it to somebody else to check."""
    found, person = seen(request, list_id), signed_in(request)
    return _done(
        request,
        found,
        _("已提交，等另一位同事复核；他们会收到消息。"),
        lambda: list_actions.submit(actor=person, payout_list=found),
    )


@requires(Permission.PAYOUT_MAKE, "POST")
def take_back(request: HttpRequest, list_id: int) -> HttpResponse:
    """Takes a submitted list back."""
    found, person = seen(request, list_id), signed_in(request)
    return _done(
        request,
        found,
        _("已撤回，改好后再提交。"),
        lambda: list_actions.take_back(actor=person, payout_list=found),
    )


@requires(Permission.PAYOUT_CHECK, "POST")
def approve(request: HttpRequest, list_id: int) -> HttpResponse:
    """Approves exactly what was shown: the form carries its digest."""
    found, person = seen(request, list_id), signed_in(request)
    digest = request.POST.get("digest", "")
    return _done(
        request,
        found,
        _("已批准，款项已在预算里占用。现在可以兑付。"),
        lambda: check_actions.approve(actor=person, payout_list=found, digest=digest),
    )


@requires(Permission.PAYOUT_CHECK, "POST")
def send_back(request: HttpRequest, list_id: int) -> HttpResponse:
    """Gives it back to its maker."""
    found, person = seen(request, list_id), signed_in(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page(request, found, reason_form=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        found,
        _("已退回，经办人会看到原因。"),
        lambda: check_actions.send_back(actor=person, payout_list=found, reason=reason),
    )


@requires(Permission.PAYOUT_READ, "POST")
def cancel(request: HttpRequest, list_id: int) -> HttpResponse:
    """Gives it up; the action lets makers and checkers alone."""
    found, person = seen(request, list_id), signed_in(request)
    return _done(
        request,
        found,
        _("清单已作废，里面的企业可以列入别的清单。"),
        lambda: check_actions.cancel(actor=person, payout_list=found),
    )


@requires(Permission.PAYOUT_READ, "GET", "POST")
def release(request: HttpRequest, list_id: int) -> HttpResponse:
    """The click, after one page that says what it does."""
    found, person = seen(request, list_id), signed_in(request)
    if request.method == "POST":
        return _void(request, found) if "void" in request.POST else _release(request, found)
    if not showing.Rights.of(person, found).may_release:
        return redirect("payout-list", found.pk)
    changed, changed_count = changed_of(found)
    context = {
        "payout_list": found,
        "changed": changed,
        "changed_count": changed_count,
        "broken": showing.void_words(changed_elsewhere(found)),
        "account": BankAccount.objects.visible_to(person).first(),
        "has_link": bool(settings.ZHIQIAO_BANK),
    }
    return render(request, "payouts/release.html", context)


def _void(request: HttpRequest, found: PayoutList) -> HttpResponse:
    """Ends an approval that does not hold; never pays, even where it holds again by now."""
    person, words = signed_in(request), _("批准已失效，清单退回编制；没有付出一分钱。")
    return _done(
        request,
        found,
        words,
        lambda: release_actions.void_approval(actor=person, payout_list=found),
    )


def _release(request: HttpRequest, found: PayoutList) -> HttpResponse:
    try:
        released = release_actions.release(actor=signed_in(request), payout_list=found)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("payout-list", found.pk)
    if released.voided:
        messages.error(
            request, _("没有付出一分钱：批准以后有内容变了，批准失效。下面写着变了什么。")
        )
        return redirect("payout-list", found.pk)
    words = _("已发起兑付：%(count)s 家，共 %(yuan)s 元。")
    said = {"count": f"{released.payments:,}", "yuan": yuan_text(released.total_fen)}
    messages.success(request, words % said)
    return redirect("payout-live", found.pk)
