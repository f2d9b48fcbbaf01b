"""Payments that came back or are demanded back: proposals, their approval, the enterprise's say."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.payouts.changes import (
    ChangeKind,
    ChangeState,
    Clawback,
    ClawbackState,
    PaymentChange,
)
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.reasons import reason_words
from zhiqiao.web.payouts.return_actions import (
    approve_changes,
    confirm_account,
    propose_change,
    refuse_change,
)
from zhiqiao.web.reconciliation.forms import ChangeForm
from zhiqiao.web.reconciliation.queries import came_back, proposed_changes
from zhiqiao.web.reconciliation.views import A_PAGE, words_of


@requires(Permission.PAYOUT_READ)
def changes(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for a second person, and payments that came back and wait for one."""
    actor = signed_in(request)
    waiting = list(proposed_changes(actor))
    may_check = actor.may(Permission.PAYOUT_CHECK)
    mine = [each for each in waiting if may_check and each.maker_id != actor.pk]
    page = Paginator(came_back(actor, words_of(request)), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting,
        "mine": mine,
        "total_fen": sum(each.payment.amount_fen for each in mine),
        "page": page,
        "rows": [{"payment": each, "why": reason_words(each.reason)} for each in page.object_list],
        "words": words_of(request),
        "may_make": actor.may(Permission.PAYOUT_MAKE),
        "actor_id": actor.pk,
    }
    return render(request, "reconciliation/changes.html", context)


@requires(Permission.PAYOUT_MAKE, "GET", "POST")
def change(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Proposes what is done about one payment that went wrong."""
    actor = signed_in(request)
    rows = Payment.objects.visible_to(actor).filter(department=actor.organisation_id)
    payment = get_object_or_404(rows.select_related("organisation", "clawback"), pk=payment_id)
    kinds = _kinds(payment)
    if not kinds:
        raise Http404
    is_unconfirmed = payment.state == PaymentState.RETURNED and payment.confirmed_account_id is None
    blocked = ChangeKind.REISSUE if is_unconfirmed else None
    form = ChangeForm(request.POST or None, kinds=kinds, blocked=blocked)
    if request.method == "POST" and form.is_valid() and _is_proposed(actor, payment, form):
        messages.success(request, _("已提交，等另一位同事复核。复核前什么都不变。"))
        return redirect("payment-changes")
    why = reason_words(payment.reason) if payment.reason else ""
    context = {"payment": payment, "form": form, "why": why}
    return render(request, "reconciliation/change.html", context)


def _is_proposed(actor: Person, payment: Payment, form: ChangeForm) -> bool:
    """Proposes it; where it is refused, the form says why and keeps what was typed."""
    said = form.cleaned_data
    try:
        propose_change(
            actor=actor,
            payment=payment,
            kind=ChangeKind(said["kind"]),
            reason=said["reason"],
            evidence=said.get("evidence", ""),
        )
    except RefusedError as error:
        form.add_error(None, str(error))
        return False
    return True


def _kinds(payment: Payment) -> list[ChangeKind]:
    if payment.state == PaymentState.RETURNED:
        return [ChangeKind.REISSUE, ChangeKind.RELEASE]
    if payment.state != PaymentState.SETTLED:
        return []
    demand = Clawback.objects.unscoped().filter(payment=payment).first()
    if demand is None:
        return [ChangeKind.CLAW_BACK]
    is_open = demand.state == ClawbackState.DEMANDED
    return [ChangeKind.REPAID, ChangeKind.GIVE_UP] if is_open else []


@requires(Permission.PAYOUT_CHECK, "POST")
def approve(request: HttpRequest) -> HttpResponse:
    """Approves the chosen proposals of others, all or none."""
    actor = signed_in(request)
    numbers = [int(each) for each in request.POST.getlist("change") if each.isdecimal()]
    rows = PaymentChange.objects.visible_to(actor).filter(state=ChangeState.PROPOSED)
    chosen = list(rows.filter(pk__in=numbers))
    if not chosen:
        raise Http404
    done = ngettext("已办理 %(n)d 项。", "已办理 %(n)d 项。", len(chosen))
    with told(request, done % {"n": len(chosen)}):
        approve_changes(actor=actor, changes=chosen)
    return redirect("payment-changes")


@requires(Permission.PAYOUT_READ, "POST")
def refuse(request: HttpRequest, change_id: int) -> HttpResponse:
    """Does not agree, or takes one's own proposal back."""
    actor = signed_in(request)
    found = get_object_or_404(PaymentChange.objects.visible_to(actor), pk=change_id)
    with told(request, _("已退回，什么都没有变。")):
        refuse_change(actor=actor, change=found, remark=request.POST.get("remark", "")[:500])
    return redirect("payment-changes")


@requires(Permission.PAYOUT_RECEIVE, "GET", "POST")
def account(request: HttpRequest, payment_id: int) -> HttpResponse:
    """The enterprise looks at a payment that came back and says where it is to go."""
    actor = signed_in(request)
    rows = Payment.objects.visible_to(actor).filter(organisation=actor.organisation_id)
    payment = get_object_or_404(
        rows.select_related("entitlement", "department", "account", "confirmed_account"),
        pk=payment_id,
        state=PaymentState.RETURNED,
    )
    accounts = PayeeAccount.objects.visible_to(actor).order_by("-is_current", "-pk")[:5]
    if request.method == "POST":
        number = request.POST.get("account", "")
        chosen = get_object_or_404(
            PayeeAccount.objects.visible_to(actor), pk=int(number) if number.isdecimal() else 0
        )
        with told(request, _("已确认，部门会按这个账户重新兑付。")):
            confirm_account(actor=actor, payment=payment, account=chosen)
        return redirect("my-payout", payment.entitlement_id)
    context = {"payment": payment, "accounts": accounts, "why": reason_words(payment.reason)}
    return render(request, "reconciliation/account.html", context)
