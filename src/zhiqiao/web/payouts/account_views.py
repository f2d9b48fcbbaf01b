"""The account that the department pays from: entered by one person, confirmed by another."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.payouts import account_actions
from zhiqiao.web.payouts.account_changes import AccountChange, AccountChangeState
from zhiqiao.web.payouts.forms import AccountForm
from zhiqiao.web.payouts.models import BankAccount
from zhiqiao.web.profiles.views import own_organisation

FORMER_SHOWN = 10


@requires(Permission.PAYOUT_READ)
def account(request: HttpRequest) -> HttpResponse:
    """The account, what waits for the second person, and what was before."""
    return _page(request, AccountForm())


def _page(request: HttpRequest, form: AccountForm) -> HttpResponse:
    person = signed_in(request)
    department = own_organisation(request)
    rows = AccountChange.objects.visible_to(person).select_related("maker", "checker")
    changes = list(rows.order_by("-pk")[: FORMER_SHOWN + 1])
    waiting = next((each for each in changes if each.state == AccountChangeState.PROPOSED), None)
    context = {
        "account": BankAccount.objects.visible_to(person).first(),
        "department": department,
        "waiting": waiting,
        "is_own": waiting is not None and waiting.maker_id == person.pk,
        "former": [each for each in changes if each != waiting],
        "form": form,
        "may_propose": person.may(Permission.PAYOUT_MAKE) and waiting is None,
        "may_check": person.may(Permission.PAYOUT_CHECK),
    }
    return render(request, "payouts/account.html", context)


@requires(Permission.PAYOUT_MAKE, "POST")
def propose(request: HttpRequest) -> HttpResponse:
    """Proposes an account."""
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    with told(request, _("已登记，等财务复核确认后启用。")):
        account_actions.propose_account(actor=signed_in(request), account=form.account())
    return redirect("payout-account")


def _change(request: HttpRequest, accountchange_id: int) -> AccountChange:
    return get_object_or_404(
        AccountChange.objects.visible_to(signed_in(request)), pk=accountchange_id
    )


def _done(request: HttpRequest, words: str, do: Callable[[], object]) -> HttpResponse:
    with told(request, words):
        do()
    return redirect("payout-account")


@requires(Permission.PAYOUT_CHECK, "POST")
def confirm(request: HttpRequest, accountchange_id: int) -> HttpResponse:
    """The second person says that it is right."""
    change, person = _change(request, accountchange_id), signed_in(request)
    words = _("已启用。以后的银行文件都从这个账户付出。")
    return _done(
        request, words, lambda: account_actions.confirm_account(actor=person, change=change)
    )


@requires(Permission.PAYOUT_CHECK, "POST")
def refuse(request: HttpRequest, accountchange_id: int) -> HttpResponse:
    """The second person does not agree."""
    change, person = _change(request, accountchange_id), signed_in(request)
    words = _("没有启用，付款账户和原来一样。")
    return _done(
        request, words, lambda: account_actions.refuse_account(actor=person, change=change)
    )


@requires(Permission.PAYOUT_MAKE, "POST")
def withdraw(request: HttpRequest, accountchange_id: int) -> HttpResponse:
    """Who entered it takes it back."""
    change, person = _change(request, accountchange_id), signed_in(request)
    words = _("已撤回。")
    return _done(
        request, words, lambda: account_actions.withdraw_account(actor=person, change=change)
    )
