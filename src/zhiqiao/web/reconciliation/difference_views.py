"""One difference: what the bank says beside what we have, and what can be done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.reconciliation import difference_actions
from zhiqiao.web.reconciliation.forms import NoteForm, RemedyForm
from zhiqiao.web.reconciliation.models import (
    Difference,
    DifferenceState,
    Remedy,
    StatementLine,
)
from zhiqiao.web.reconciliation.remedies import correction_of, proposal_of, remedies_of, rest_fen
from zhiqiao.web.reconciliation.wording import meaning_of


def _difference(request: HttpRequest, difference_id: int) -> Difference:
    rows = Difference.objects.visible_to(signed_in(request)).select_related(
        "line__file", "payment__organisation", "payment__payout_list", "statement__file",
        "maker", "resolved_by", "target__organisation", "other", "organisation",
    )  # fmt: skip
    found: Difference = get_object_or_404(rows, pk=difference_id)
    return found


@requires(Permission.PAYOUT_READ)
def difference(request: HttpRequest, difference_id: int) -> HttpResponse:
    """One difference."""
    return _page(request, _difference(request, difference_id))


def _page(request: HttpRequest, found: Difference, form: RemedyForm | None = None) -> HttpResponse:
    actor = signed_in(request)
    may_propose = found.state == DifferenceState.OPEN and _deals_with_it(actor)
    if form is None and may_propose:
        form = RemedyForm(difference=found, auto_id="remedy_%s")
    context = {
        "difference": found,
        "line": found.line,
        "payment": found.payment,
        "meaning": meaning_of(found, is_corrected=_is_corrected(found)),
        "rest_fen": abs(rest_fen(found)) if _takes_as_owed(found) else 0,
        "is_only_checker": _is_only_checker(actor, found),
        "owner": Role(found.owner).label,
        "form": form if may_propose else None,
        "note_form": NoteForm(auto_id="ask_%s") if may_propose else None,
        "digest": proposal_of(found),
        "is_own": found.maker_id == actor.pk,
        "may_check": found.state == DifferenceState.PROPOSED and actor.may(Permission.PAYOUT_CHECK),
    }
    return render(request, "reconciliation/difference.html", context)


def _takes_as_owed(found: Difference) -> bool:
    """Whether a line of another amount is booked, or could be, as what was owed."""
    done = [Remedy(found.done)] if found.done else remedies_of(found)
    return not {Remedy.SETTLE, Remedy.RETURN}.isdisjoint(done)


def _is_corrected(found: Difference) -> bool:
    return found.state == DifferenceState.OPEN and correction_of(found) is not None


def _is_only_checker(actor: Person, found: Difference) -> bool:
    """Whether nobody else could approve what this person proposes."""
    if found.state == DifferenceState.RESOLVED or not actor.may(Permission.PAYOUT_CHECK):
        return False
    checkers = people_who(found.organisation_id, Permission.PAYOUT_CHECK)
    return all(each.pk == actor.pk for each in checkers)


def _deals_with_it(actor: Person) -> bool:
    return actor.may(Permission.PAYOUT_MAKE) or actor.may(Permission.PAYOUT_CHECK)


@requires(Permission.PAYOUT_READ, "POST")
def ask(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Notes that the bank was asked."""
    found = _difference(request, difference_id)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    with told(request, _("已记下：问过银行了。")):
        difference_actions.ask_bank(actor=signed_in(request), difference=found, note=note)
    return redirect("difference", found.pk)


@requires(Permission.PAYOUT_READ, "POST")
def propose(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Proposes a remedy."""
    found, actor = _difference(request, difference_id), signed_in(request)
    if found.state != DifferenceState.OPEN:
        messages.error(request, _("这处差异刚被处理过，请看现在的情况。"))
        return redirect("difference", found.pk)
    form = RemedyForm(request.POST, difference=found, auto_id="remedy_%s")
    if not form.is_valid():
        return _page(request, found, form)
    said = form.cleaned_data
    with told(request, _("已提交，等另一位同事复核。复核前什么都不记账。")):
        difference_actions.propose_remedy(
            actor=actor,
            difference=found,
            remedy=Remedy(said["remedy"]),
            note=said["note"],
            target=_payment(actor, said.get("target")),
            other=_line(actor, said.get("other")),
        )
    return redirect("difference", found.pk)


def _payment(actor: Person, number: str | None) -> Payment | None:
    return Payment.objects.visible_to(actor).filter(pk=int(number)).first() if number else None


def _line(actor: Person, number: str | None) -> StatementLine | None:
    rows = StatementLine.objects.visible_to(actor)
    return rows.filter(pk=int(number)).first() if number else None


@requires(Permission.PAYOUT_CHECK, "POST")
def approve(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Does what was proposed."""
    found = _difference(request, difference_id)
    with told(request, _("已处理，账已记好。")):
        difference_actions.approve_remedy(
            actor=signed_in(request), difference=found, digest=request.POST.get("digest", "")
        )
    return redirect("difference", found.pk)


@requires(Permission.PAYOUT_READ, "POST")
def refuse(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Does not agree, or takes one's own proposal back."""
    found = _difference(request, difference_id)
    with told(request, _("已退回，这处差异又回到待处理。")):
        difference_actions.refuse_remedy(actor=signed_in(request), difference=found)
    return redirect("difference", found.pk)
