"""Reads of what the bank said."""

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When

from zhiqiao.ledger import AccountKind, Movement, Phase
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.payouts.changes import ChangeState, ClawbackState, PaymentChange
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.reconciliation.models import Direction, StatementLine

OF_BANK = (
    Movement.SETTLE, Movement.RETURN, Movement.REPAY, Movement.UNMATCHED_IN,
    Movement.UNMATCHED_OUT,
)  # fmt: skip
"""Movements that a line of a statement brings about."""


def bank_gap_fen(department: Organisation) -> int:
    """By how much the ledger moved the bank account otherwise than the bank itself: 0.

    Appropriations fund the account in the ledger and repayments by voucher never touch it in a
    statement; all others come from lines.
    """
    treasury = Account.objects.unscoped().filter(
        organisation=department, kind=AccountKind.TREASURY_BANK.value
    )
    entries = Entry.objects.unscoped().filter(
        movement__in=[each.value for each in OF_BANK], phase=Phase.POSTED.value
    ).exclude(key__startswith="voucher/")  # fmt: skip
    came = entries.filter(debit__in=treasury).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    went = entries.filter(credit__in=treasury).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    return int(came - went) - moved_fen(department)


def moved_fen(department: Organisation) -> int:
    """What the department's account gained by all lines of statements; below zero: lost."""
    rows = StatementLine.objects.unscoped().filter(organisation=department)
    signed = Case(
        When(direction=Direction.IN, then=F("amount_fen")), default=Value(-1) * F("amount_fen")
    )
    return int(rows.aggregate(fen=Sum(signed))["fen"] or 0)


def proposed_changes(actor: Person) -> QuerySet[PaymentChange]:
    """What was proposed about payments that went wrong and waits for a second person."""
    rows = PaymentChange.objects.visible_to(actor).filter(state=ChangeState.PROPOSED)
    return rows.select_related("payment__organisation", "maker", "account").order_by("pk")


def changes_for(actor: Person) -> QuerySet[PaymentChange]:
    """Of these, what others proposed."""
    return proposed_changes(actor).exclude(maker=actor)


def came_back(actor: Person, words: str = "") -> QuerySet[Payment]:
    """Payments that came back or are demanded back, and on which nothing is proposed.

    Those that can be paid again come first: the others wait for the enterprise.
    """
    rows = Payment.objects.visible_to(actor).filter(department=actor.organisation_id)
    rows = rows.filter(
        Q(state=PaymentState.RETURNED)
        | Q(state=PaymentState.SETTLED, clawback__state=ClawbackState.DEMANDED)
    ).exclude(changes__state=ChangeState.PROPOSED)
    if words:
        rows = rows.filter(organisation__name__icontains=words)
    return rows.select_related("organisation", "clawback", "confirmed_account").order_by(
        Case(When(confirmed_account__isnull=True, then=Value(1)), default=Value(0)), "-pk"
    )
