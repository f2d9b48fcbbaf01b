"""What people and the database must refuse, tried for real; each gives what was let pass.

Each is told the maker, the checker and the budget line, with enterprises that wait to be paid.
"""

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.guard import without_guard
from zhiqiao.web.grants.models import Entitlement, PayeeAccount
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.payouts.check_actions import approve, cancel
from zhiqiao.web.payouts.list_actions import make_list, submit
from zhiqiao.web.payouts.models import ListLine, Payment, PayoutList
from zhiqiao.web.payouts.release_actions import release


def two_people(maker, _checker, line):
    made, digest = _submitted(maker, line)
    refused = _refuses(lambda: approve(actor=maker, payout_list=made, digest=digest))
    if refused:
        cancel(actor=maker, payout_list=made)
    return [] if refused else ["the maker approved"]


def the_list_that_was_shown(maker, checker, line):
    made, digest = _submitted(maker, line)
    other = digest[::-1]
    refused = _refuses(lambda: approve(actor=checker, payout_list=made, digest=other))
    cancel(actor=maker, payout_list=made)
    return [] if refused else ["another list than was shown was approved"]


def _account(entitlement):
    account = PayeeAccount.objects.unscoped().exclude(pk=entitlement.account_id).first()
    Entitlement.objects.unscoped().filter(pk=entitlement.pk).update(account=account)


def _amount(entitlement):
    rows = Entitlement.objects.unscoped().filter(pk=entitlement.pk)
    rows.update(amount_fen=F("amount_fen") + 1)


def _state(entitlement):
    Entitlement.objects.unscoped().filter(pk=entitlement.pk).update(state="withdrawn")


def _line(entitlement):
    lines = ListLine.objects.unscoped().filter(entitlement=entitlement)
    lines.update(amount_fen=F("amount_fen") + 1)
    _amount(entitlement)


def approval_binds(maker, checker, line):
    """What changed after the approval is not paid."""
    found = []
    for change in (_account, _amount, _state, _line):
        made, digest = _submitted(maker, line)
        approve(actor=checker, payout_list=made, digest=digest)
        first = made.lines.unscoped().select_related("entitlement").order_by("pk").first()
        former = Entitlement.objects.unscoped().get(pk=first.entitlement_id)
        with without_guard():
            change(first.entitlement)
        try:
            done = release(actor=maker, payout_list=made)
        except RefusedError:
            done = None
        if done is None or not done.voided or Payment.objects.unscoped().exists():
            return [f"paid although {change.__name__[1:]} changed"]
        with without_guard():
            state = Entitlement.objects.unscoped().get(pk=former.pk).state
            kept = {"state": "listed"} if state != "listed" else {}
            Entitlement.objects.unscoped().filter(pk=former.pk).update(
                account=former.account_id, amount_fen=former.amount_fen, **kept
            )
        cancel(actor=maker, payout_list=PayoutList.objects.unscoped().get(pk=made.pk))
    return found


def the_database_refuses(maker, checker, line):
    """What no code may do, however it was written."""
    made, digest = _submitted(maker, line)
    approve(actor=checker, payout_list=made, digest=digest)
    release(actor=maker, payout_list=made)
    payment = Payment.objects.unscoped().first()
    entry = Entry.objects.unscoped().first()
    tries = {
        "a second live payment": lambda: _copy(
            Payment, payment, attempt=9, end_to_end_id="another"
        ),
        "another payment of that name": lambda: _copy(
            Payment, payment, attempt=9, state="rejected"
        ),
        "the same key twice": lambda: _copy(Entry, entry, of_id=None),
        "a changed entry": lambda: _execute("UPDATE ledger_entry SET amount_fen = amount_fen + 1"),
        "a removed entry": lambda: _execute("DELETE FROM ledger_entry"),
        "a budget below 0": lambda: (
            Account.objects.unscoped()
            .filter(pk=line.account_id)
            .update(debit_fen=F("credit_fen") + 1, debit_pending_fen=0)
        ),
        "a list of one person": lambda: PayoutList.objects.unscoped().update(checker=F("maker")),
    }
    return [name for name, deed in tries.items() if not _database_refuses(deed)]


def _submitted(maker, line):
    made = make_list(actor=maker, line=line, title="试")
    digest = submit(actor=maker, payout_list=made)
    return PayoutList.objects.unscoped().get(pk=made.pk), digest


def _refuses(deed):
    try:
        deed()
    except (RefusedError, IntegrityError):
        return True
    return False


def _database_refuses(deed):
    try:
        with without_guard(), transaction.atomic():
            deed()
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 -- each database refuses in its own words
        return True
    return False


def _copy(model, row, **changes):
    values = {each.attname: getattr(row, each.attname) for each in model._meta.concrete_fields}  # noqa: SLF001
    del values["id"]
    model.objects.unscoped().create(**(values | changes))


def _execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


ALL = ("two_people", "the_list_that_was_shown", "approval_binds", "the_database_refuses")
