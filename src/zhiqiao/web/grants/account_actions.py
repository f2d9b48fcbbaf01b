"""The accounts that enterprises are paid to: kept sealed, never edited."""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.grants.models import (
    AccountNumber,
    Entitlement,
    EntitlementState,
    PayeeAccount,
    StepKind,
)
from zhiqiao.web.grants.numbers import PURPOSE, Payee, number_mac, sealed_payee
from zhiqiao.web.grants.signals import account_changed, approved_changed
from zhiqiao.web.grants.step_actions import add_steps

NUMBER = re.compile(r"[0-9]{6,34}")
BANK_CODE = re.compile(r"[0-9]{12}")
WAITING_FOR_MONEY = (EntitlementState.LISTED, EntitlementState.APPROVED)


@dataclass(frozen=True, slots=True)
class AccountGiven:
    """An account as somebody writes it.

    Attributes:
        name: of the account; the organisation's own.
        number: digits; spaces are left out.
        bank_code: the twelve digits of the bank (联行号).
    """

    name: str
    number: str
    bank_name: str
    bank_code: str

    def __repr__(self) -> str:
        return "AccountGiven(…)"


@action
def save_account(*, actor: Person, given: AccountGiven) -> PayeeAccount:
    """Makes this the account of the actor's organisation.

    What is confirmed keeps the account that it was confirmed with. What is on a list that was not
    paid gets the new one, so that nobody pays to an account that the enterprise has left: an
    approval of that list no longer holds.

    Raises:
        RefusedError: the name is not the organisation's, or a number is not of its form.
    """
    organisation = actor.organisation
    if organisation is None or not actor.may(Permission.PAYOUT_RECEIVE):
        raise RefusedError(_("收款账户由本单位的政务专员填写。"))
    account = keep_account(actor=actor, organisation=organisation, given=given)
    rows = Entitlement.objects.unscoped().filter(
        organisation=organisation, state__in=WAITING_FOR_MONEY
    )
    numbers = list(rows.values_list("pk", flat=True))
    rows.update(account=account, revision=F("revision") + 1, changed_at=timezone.now())
    add_steps(numbers, kind=StepKind.ACCOUNT, actor=actor)
    approved_changed.send(sender=Entitlement, numbers=numbers)
    account_changed.send(
        sender=PayeeAccount, organisation=organisation, account=account, actor=actor
    )
    return account


def keep_account(
    *, actor: Person | None, organisation: Organisation, given: AccountGiven
) -> PayeeAccount:
    """Keeps an account as the organisation's current one, inside another action.

    Raises:
        RefusedError: as `save_account`.
    """
    payee, bank_name, bank_code = _checked(organisation, given)
    PayeeAccount.objects.unscoped().filter(organisation=organisation, is_current=True).update(
        is_current=False
    )
    account = PayeeAccount.objects.create(
        organisation=organisation,
        tail=payee.number[-4:],
        number_mac=number_mac(payee.number),
        bank_name=bank_name,
        bank_code=bank_code,
        made_by=actor,
    )
    sealed = sealed_payee(payee)
    AccountNumber.objects.unscoped().create(
        id=sealed.record,
        account=account,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
    audit(actor=actor, action="save_account", what=account)
    return account


def _checked(organisation: Organisation, given: AccountGiven) -> tuple[Payee, str, str]:
    name, number = _plain(given.name), "".join(given.number.split())
    bank_name, bank_code = _plain(given.bank_name), "".join(given.bank_code.split())
    if name != _plain(organisation.name):
        words = _("户名要和单位名称一致：%(name)s。单位更名的，请先更新单位名称。")
        raise RefusedError(words % {"name": organisation.name})
    if not NUMBER.fullmatch(number):
        raise RefusedError(_("账号要是 6 到 34 位数字，不要横线和字母。"))
    if not BANK_CODE.fullmatch(bank_code):
        raise RefusedError(_("联行号要是 12 位数字，可以在银行回单上找到，或问开户银行。"))
    if not bank_name:
        raise RefusedError(_("请写开户银行，写到支行。"))
    return Payee(organisation.name, number), bank_name, bank_code


def _plain(text: str) -> str:
    """As names are compared: full-width brackets and letters are as good as half-width ones."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
