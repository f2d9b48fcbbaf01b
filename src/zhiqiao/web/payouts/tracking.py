"""One payment from the clause to the voucher: what each step of its way rests on.

Read whole for whoever may see the payment; what stands behind it is told to them too. People of
the department are named to the department alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.applications.showing import in_language
from zhiqiao.web.grants.models import EntitlementStep, StepKind
from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.payouts.changes import PaymentChange
from zhiqiao.web.payouts.models import Payment, PaymentState

PURPOSE = "the way of a payment that the visitor may see"
ENTRY_KEYS = (
    "pay", "post", "void", "settle", "return", "reissue", "release", "claw-back", "clawed",
    "repay", "given-up",
)  # fmt: skip
"""First parts of the keys under which entries of a payment are posted."""
CHECKS = (StepKind.CHECKED, StepKind.HELD)
WENT_WRONG = (PaymentState.REJECTED, PaymentState.RETURNED, PaymentState.RELEASED)
MOVEMENT_WORDS: Mapping[str, Promise] = {
    "pay": _("发起兑付"), "settle": _("银行已付出"),
    "return": _("银行退回"), "reissue": _("重新兑付"), "release": _("退回预算"),
    "claw_back": _("要求退回"), "repay": _("企业已退回"),
}  # fmt: skip
PHASE_WORDS: Mapping[str, Promise] = {
    "posted": _("记账"), "pending": _("占用"), "post": _("占用转记账"), "void": _("释放占用"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tracked:
    """Everything behind one payment.

    Attributes:
        content: what the entitlement rests on, in the reader's language.
        checks: the steps of the credit check.
        statement_lines: what the bank's statements say of it.
        entries: of the ledger, in their order.
        is_of_department: whether the visitor's department pays it; people are named to it alone.
    """

    payment: Payment
    content: Mapping[str, Any]
    steps: list[EntitlementStep]
    statement_lines: list[Any]
    entries: list[Entry]
    changes: list[PaymentChange]
    is_of_department: bool

    @property
    def checks(self) -> list[EntitlementStep]:
        """The steps of the credit check."""
        return [each for each in self.steps if each.kind in CHECKS]

    @property
    def has_gone_wrong(self) -> bool:
        """Whether the bank did not pay, or sent the money back."""
        return self.payment.state in WENT_WRONG


def tracked(person: Person, payment: Payment) -> Tracked:
    """What stands behind a payment that the person may see; a handful of queries."""
    with every_row_for(PURPOSE):
        whole = _whole(payment.pk)
        steps = EntitlementStep.objects.unscoped().filter(entitlement=whole.entitlement_id)
        return Tracked(
            payment=whole,
            content=in_language(whole.entitlement.content),
            steps=list(steps.select_related("by")),
            statement_lines=list(whole.statement_lines.unscoped().select_related("file")),
            entries=_entries(whole),
            changes=list(
                PaymentChange.objects.unscoped()
                .filter(payment=whole)
                .select_related("maker", "checker")
            ),
            is_of_department=person.organisation_id == whole.department_id
            and person.may(Permission.PAYOUT_READ),
        )


def _whole(number: int) -> Payment:
    rows = Payment.objects.unscoped().select_related(
        "organisation", "department", "account", "chunk", "entitlement__notice",
        "entitlement__application", "entitlement__confirmed_by", "entitlement__account",
        "payout_list__maker", "payout_list__checker", "payout_list__released_by",
        "payout_list__budget_line",
    )  # fmt: skip
    return rows.get(pk=number)


def _entries(payment: Payment) -> list[Entry]:
    """Those of the payment alone, by their keys; what held the money of its list is the list's."""
    keys = [f"{word}/{payment.end_to_end_id}" for word in ENTRY_KEYS]
    rows = Entry.objects.unscoped().filter(key__in=keys)
    return list(rows.select_related("debit", "credit").order_by("pk"))


def entry_words(entry: Entry) -> tuple[str, str]:
    """What an entry is about and what it does, in words."""
    movement = MOVEMENT_WORDS.get(entry.movement, entry.movement)
    return str(movement), str(PHASE_WORDS.get(entry.phase, entry.phase))
