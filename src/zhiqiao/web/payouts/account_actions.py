"""The account that a department pays from: one person enters it, another one confirms it."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.inbox.actions import named, tell
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.payouts.account_changes import AccountChange, AccountChangeState
from zhiqiao.web.payouts.models import BankAccount, Payment, PaymentState
from zhiqiao.web.payouts.moves_actions import money_action


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is entered: name, number without spaces, bank, its twelve digits."""

    name: str
    number: str
    bank_name: str
    bank_code: str


@money_action
def propose_account(*, actor: Person, account: NewAccount) -> AccountChange:
    """Proposes the account that the actor's department is to pay from; checkers are told.

    Raises:
        RefusedError: the actor makes no lists, another proposal waits, payments are on their way,
            or the account is or was another department's.
    """
    organisation = actor.organisation
    if organisation is None or not actor.may(Permission.PAYOUT_MAKE):
        raise RefusedError(_("付款账户由财务经办登记。"))
    _check_is_free(account.number, organisation.pk)
    _check_nothing_is_on_its_way(account.number, organisation.pk)
    change = AccountChange(
        organisation=organisation,
        name=account.name,
        number=account.number,
        bank_name=account.bank_name,
        bank_code=account.bank_code,
        maker=actor,
    )
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError:
        raise RefusedError(_("已有一个账户在等复核，先把它办完。")) from None
    audit(actor=actor, action="propose_account", what=change)
    _tell("account-proposed", change, actor, Permission.PAYOUT_CHECK)
    return change


@money_action
def confirm_account(*, actor: Person, change: AccountChange) -> None:
    """The second person has compared it: from now on the department pays from this account.

    Raises:
        RefusedError: the actor is no checker or proposed it, it does not wait any more, or
            payments are on their way.
    """
    current = _waiting(change)
    _check_is_second(actor, current)
    _check_is_free(current.number, current.organisation_id)
    _check_nothing_is_on_its_way(current.number, current.organisation_id)
    keep_former(current.organisation_id)
    BankAccount.objects.unscoped().update_or_create(
        organisation_id=current.organisation_id,
        defaults={
            "name": current.name,
            "number": current.number,
            "bank_name": current.bank_name,
            "bank_code": current.bank_code,
        },
    )
    _end(current, AccountChangeState.CONFIRMED, checker=actor)
    audit(actor=actor, action="confirm_account", what=current)
    _tell("account-confirmed", current, actor, Permission.PAYOUT_MAKE)


@money_action
def refuse_account(*, actor: Person, change: AccountChange) -> None:
    """The second person does not agree; the account stays as it was."""
    current = _waiting(change)
    _check_is_second(actor, current)
    _end(current, AccountChangeState.REFUSED, checker=actor)
    audit(actor=actor, action="refuse_account", what=current)
    _tell("account-refused", current, actor, Permission.PAYOUT_MAKE)


@money_action
def withdraw_account(*, actor: Person, change: AccountChange) -> None:
    """Who proposed it takes it back."""
    current = _waiting(change)
    if current.maker_id != actor.pk:
        raise RefusedError(_("只有登记的人能撤回。"))
    _end(current, AccountChangeState.WITHDRAWN, checker=None)
    audit(actor=actor, action="withdraw_account", what=current)


def _waiting(change: AccountChange) -> AccountChange:
    rows = AccountChange.objects.unscoped().select_for_update()
    current = rows.get(pk=change.pk)
    if current.state != AccountChangeState.PROPOSED:
        raise RefusedError(_("这个账户刚被处理过，请刷新再看。"))
    return current


def _check_is_second(actor: Person, change: AccountChange) -> None:
    is_own = actor.organisation_id == change.organisation_id
    if not is_own or not actor.may(Permission.PAYOUT_CHECK):
        raise RefusedError(_("付款账户由本部门的财务复核确认。"))
    if actor.pk == change.maker_id:
        raise RefusedError(_("账户是您登记的，要由另一位同事确认。"))


def _check_is_free(number: str, organisation_id: int) -> None:
    """What comes late on an account that was left still belongs to the department that had it."""
    now = BankAccount.objects.unscoped().filter(number=number)
    before = AccountChange.objects.unscoped().filter(
        number=number, state=AccountChangeState.CONFIRMED
    )
    if any(rows.exclude(organisation=organisation_id).exists() for rows in (now, before)):
        raise RefusedError(_("这个账号是另一个部门的付款账户，或者以前是，不能再用。请核对账号。"))


def _check_nothing_is_on_its_way(number: str, organisation_id: int) -> None:
    """Locks the account, as whoever moves payments does: none starts while it changes."""
    rows = BankAccount.objects.unscoped().select_for_update()
    account = rows.filter(organisation=organisation_id).first()
    if account is None or account.number == number:
        return
    on_their_way = Payment.objects.unscoped().filter(
        department=organisation_id, state__in=(PaymentState.QUEUED, PaymentState.ACCEPTED)
    )
    count = on_their_way.count()
    if count:
        words = _(
            "还有 %(count)d 笔兑付在从现在的账户付出，这时不能换账户。"
            "请等银行对账单把它们都对上（到账或退回），再来登记。"
        )
        raise RefusedError(words % {"count": count})


def keep_former(organisation_id: int) -> None:
    """Keeps the account that is left among those that were confirmed, inside another action."""
    account = BankAccount.objects.unscoped().filter(organisation=organisation_id).first()
    confirmed = AccountChange.objects.unscoped().filter(
        organisation=organisation_id, state=AccountChangeState.CONFIRMED
    )
    if account is None or confirmed.filter(number=account.number).exists():
        return
    AccountChange.objects.create(
        organisation_id=organisation_id,
        name=account.name,
        number=account.number,
        bank_name=account.bank_name,
        bank_code=account.bank_code,
        state=AccountChangeState.CONFIRMED,
        checked_at=timezone.now(),
    )


def _end(change: AccountChange, state: AccountChangeState, *, checker: Person | None) -> None:
    change.state, change.checker, change.checked_at = state, checker, timezone.now()
    change.save(update_fields=["state", "checker", "checked_at"])


def _tell(kind: str, change: AccountChange, actor: Person, permission: Permission) -> None:
    people = people_who(change.organisation_id, permission)
    others = [each for each in people if each.pk != actor.pk]
    tell(kind=kind, people=others, data=named(actor), path=reverse("payout-account"))
