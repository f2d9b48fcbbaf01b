"""Whose account a file is about, as far as its bytes tell, also where they break off."""

import re

from zhiqiao.web.payouts.models import BankAccount, Chunk

_NAMED = rb"<(?:[\w.-]{1,20}:)?%s>\s{0,40}"
_MESSAGE = re.compile(_NAMED % b"OrgnlMsgId" + rb"([^<]{1,64})<")
_ACCOUNT = re.compile(
    _NAMED % b"Acct" + _NAMED % b"Id" + b"(?:" + _NAMED % b"Othr" + b")?"
    + _NAMED % b"(?:Id|IBAN)" + rb"([^<]{1,64})<"
)  # fmt: skip


def department_named_in(content: bytes) -> int | None:
    """The department whose payments it reports on or whose account it is of; None for none."""
    if found := _MESSAGE.search(content):
        rows = Chunk.objects.unscoped().filter(message_id=_text(found))
        return rows.values_list("payout_list__organisation", flat=True).first()
    if found := _ACCOUNT.search(content):
        number = "".join(_text(found).split())
        accounts = BankAccount.objects.unscoped().filter(number=number)
        return accounts.values_list("organisation", flat=True).first()
    return None


def _text(found: re.Match[bytes]) -> str:
    return found.group(1).decode(errors="ignore").replace("\0", "").strip()
