"""Account numbers: sealed one by one, opened only to pay and by their own enterprise."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from zhiqiao.web.grants.models import AccountNumber, PayeeAccount
from zhiqiao.web.vault.sealing import Sealed, open_sealed, seal

PURPOSE = "payee-account"


@dataclass(frozen=True, slots=True, repr=False)
class Payee:
    """Who is paid on which account. Its text never shows the number."""

    name: str
    number: str

    def __repr__(self) -> str:
        return "Payee(…)"


def sealed_payee(payee: Payee) -> Sealed:
    """The payee as it is stored."""
    text = json.dumps({"name": payee.name, "number": payee.number}, ensure_ascii=False)
    return seal(text.encode(), purpose=PURPOSE)


def number_mac(number: str) -> str:
    """What `PayeeAccount.number_mac` keeps: equal for equal numbers, however they are spaced."""
    plain = "".join(number.split()).upper()
    return salted_hmac("payee account", plain, algorithm="sha256").hexdigest()


def open_number(account: PayeeAccount) -> Payee:
    """The name and number of one account; the caller has decided that its reader may.

    Raises:
        ZhiqiaoError: what is stored was changed, or its master key is missing.
    """
    return open_numbers([account.pk])[account.pk]


def open_numbers(accounts: Collection[int]) -> dict[int, Payee]:
    """By account the name and number; one query. As `open_number`."""
    rows = AccountNumber.objects.unscoped().filter(account__in=list(accounts))
    # Not as models: a file has thousands.
    found = rows.values_list("account", "id", "algorithm", "key_id", "wrapped_key", "content")
    return {
        account: _payee(Sealed(record, algorithm, key_id, bytes(wrapped_key), bytes(content)))
        for account, record, algorithm, key_id, wrapped_key, content in found
    }


def _payee(sealed: Sealed) -> Payee:
    said = json.loads(open_sealed(sealed, purpose=PURPOSE))
    return Payee(said["name"], said["number"])
