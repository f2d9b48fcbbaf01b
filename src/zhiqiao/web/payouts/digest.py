"""What an approval is bound to: a digest over the lines of a list, in order."""

import hashlib

from zhiqiao.web.payouts.models import PayoutList


def digest_of(payout_list: PayoutList) -> str:
    """SHA-256 over title, budget line and every line: entitlement, account, fen. One query.

    An account is never edited, so that its number stands for what it says.
    """
    found = hashlib.sha256(f"{payout_list.title}\n{payout_list.budget_line_id}\n".encode())
    lines = payout_list.lines.unscoped().order_by("pk")
    rows = lines.values_list("entitlement_id", "account_id", "amount_fen")
    for entitlement, account, amount_fen in rows.iterator(chunk_size=10_000):
        found.update(f"{entitlement},{account},{amount_fen}\n".encode())
    return found.hexdigest()
