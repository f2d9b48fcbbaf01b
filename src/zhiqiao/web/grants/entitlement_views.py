"""One entitlement as its department sees it: what it rests on, what happened, what can be done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications.showing import in_language
from zhiqiao.web.grants import queries
from zhiqiao.web.grants.conditions import CONDITION_WORDS, WHY_WORDS
from zhiqiao.web.grants.credit_actions import HELD_WORDS, Held, missing_lists, pass_credit
from zhiqiao.web.grants.forms import PassForm, PostCheckForm, ReasonForm
from zhiqiao.web.grants.models import Entitlement, EntitlementState, EntitlementStep
from zhiqiao.web.grants.parts import paid_words, parts_for
from zhiqiao.web.grants.stated import rests_on_statements, stated_in
from zhiqiao.web.grants.views import refused
from zhiqiao.web.grants.withdraw_actions import WITHDRAWABLE, post_check
from zhiqiao.web.grants.withdraw_actions import withdraw as take_back

_LEFT_A_LIST = {
    EntitlementState.LISTED: gettext_lazy("已取消。它在一张兑付清单上，财务要先更新那张清单。"),
    EntitlementState.APPROVED: gettext_lazy(
        "已取消。它在一张已批准的兑付清单上：那张清单现在不能兑付，已告诉财务更新后重新复核。"
    ),
}
"""What whoever takes back one that stands on a list is told."""


def granted(request: HttpRequest, entitlement_id: int) -> Entitlement:
    """What the visitor's department grants; else 404."""
    rows = queries.granted_by(signed_in(request))
    related = rows.select_related("organisation", "department", "notice", "account", "application")
    return get_object_or_404(related, pk=entitlement_id)


@requires(Permission.PAYOUT_READ)
def entitlement(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """The enterprise, the four conditions, clauses, facts, amount, and what happened."""
    person, found = signed_in(request), granted(request, entitlement_id)
    content = in_language(found.content)
    may_decide = person.may(Permission.GRANT_WRITE)
    is_unknown = found.held == Held.UNKNOWN
    context: dict[str, Any] = {
        "row": found,
        "content": content,
        "stated": stated_in(content) if rests_on_statements(found) else (),
        "conditions": [_condition(each) for each in content.get("conditions", ())],
        "held_word": HELD_WORDS.get(found.held, ""),
        "events": [_event(each) for each in reversed(queries.steps_of(person, found))],
        "parts": parts_for(person, found),
        "paid_word": paid_words([found]).get(found.pk),
        "missing": missing_lists(person, found.organisation_id) if is_unknown else (),
        "is_unknown": may_decide and is_unknown,
        "is_withdrawable": may_decide and found.state in WITHDRAWABLE,
        "is_paid": may_decide and found.state == EntitlementState.PAID,
        "pass_form": PassForm(),
        "withdraw_form": ReasonForm(),
        "check_form": PostCheckForm(initial={"is_sound": "yes"}),
    }
    return render(request, "grants/entitlement.html", context)


def _condition(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "word": CONDITION_WORDS.get(said["code"], said["code"]),
        "why": WHY_WORDS.get(said["why"], said["why"]),
        "is_kept": said["is_kept"],
    }


def _event(step: EntitlementStep) -> dict[str, Any]:
    return {
        "at": step.at,
        "who": step.by.name if step.by else "",
        "what": step.get_kind_display(),
        "note": step.text,
    }


@requires(Permission.GRANT_WRITE, "POST")
def pass_one(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """Passes the credit check with a written reason."""

    def do(person: Person, found: Entitlement, form: forms.Form) -> None:
        pass_credit(actor=person, entitlement=found, text=form.cleaned_data["text"])

    return _decide(request, entitlement_id, PassForm(request.POST), do)


@requires(Permission.GRANT_WRITE, "POST")
def withdraw(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """Takes it back."""

    def do(person: Person, found: Entitlement, form: forms.Form) -> None:
        take_back(actor=person, entitlement=found, text=form.cleaned_data["text"])

    found = granted(request, entitlement_id)
    words = _LEFT_A_LIST.get(EntitlementState(found.state))
    return _decide(request, entitlement_id, ReasonForm(request.POST), do, str(words or ""))


@requires(Permission.GRANT_WRITE, "POST")
def check(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """Keeps what a check after payment found."""

    def do(person: Person, found: Entitlement, form: forms.Form) -> None:
        is_sound = form.cleaned_data["is_sound"] == "yes"
        text = form.cleaned_data["text"]
        post_check(actor=person, entitlement=found, is_sound=is_sound, text=text)

    return _decide(request, entitlement_id, PostCheckForm(request.POST), do)


def _decide(
    request: HttpRequest,
    entitlement_id: int,
    form: forms.Form,
    do: Callable[[Person, Entitlement, forms.Form], None],
    words: str = "",
) -> HttpResponse:
    found = granted(request, entitlement_id)
    if not form.is_valid():
        refused(request)
    else:
        with told(request, words or _("已记下。")):
            do(signed_in(request), found, form)
    return redirect("entitlement", found.pk)
