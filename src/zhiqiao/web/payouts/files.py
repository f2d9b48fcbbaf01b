"""What a chunk holds as a file for the bank: written once, kept sealed, the same for ever."""

import zlib
from collections.abc import Sequence
from typing import Any

from zhiqiao.bank import PaymentFile, Transfer
from zhiqiao.bank.pain001 import write
from zhiqiao.web.grants.numbers import Payee, open_numbers
from zhiqiao.web.payouts.models import BankAccount, Chunk, ChunkContent, Payment
from zhiqiao.web.vault.sealing import open_sealed

PURPOSE = "bank-file"
REMARK_CHARS_MAX = 140
_TOLD = ("end_to_end_id", "amount_fen", "account__bank_code", "account__bank_name")


def written(chunk: Chunk) -> bytes:
    """The file of the chunk's payments, in order of their numbers; four queries."""
    payer = BankAccount.objects.unscoped().get(organisation=chunk.payout_list.organisation_id)
    rows = Payment.objects.unscoped().filter(chunk=chunk).order_by("pk")
    # Not as models: a file has thousands.
    payments = list(rows.values_list("account", *_TOLD))
    payees = open_numbers([account for account, *_ in payments])
    remark = chunk.payout_list.budget_line.programme_name[:REMARK_CHARS_MAX]
    transfers = (_transfer(told, payees[account], remark) for account, *told in payments)
    return write(
        PaymentFile(
            message_id=chunk.message_id,
            created_at=chunk.created_at,
            execution_on=chunk.execution_on,
            debtor_name=payer.name,
            debtor_account=payer.number,
            debtor_bank_code=payer.bank_code,
            transfers=tuple(transfers),
        )
    )


def content_of(chunk: Chunk) -> bytes:
    """The bytes that were kept.

    Raises:
        ChunkContent.DoesNotExist: they were not written yet.
    """
    row = ChunkContent.objects.unscoped().get(chunk=chunk)
    return zlib.decompress(open_sealed(row.sealed, purpose=PURPOSE))


def _transfer(told: Sequence[Any], payee: Payee, remark: str) -> Transfer:
    end_to_end_id, amount_fen, bank_code, bank_name = told
    return Transfer(
        end_to_end_id=end_to_end_id,
        amount_fen=amount_fen,
        name=payee.name,
        account=payee.number,
        bank_code=bank_code,
        bank_name=bank_name,
        remark=remark,
    )
