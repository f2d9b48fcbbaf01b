"""Files to and from a bank in ISO 20022, the ways they travel, and a bank that is simulated.

`pain001.write` makes the bytes of a file of payments, `read_any` understands what comes back, a
`BankLink` carries both. `zhiqiao.bank.simulator` is a bank for tests, proofs and demonstrations.
"""

from zhiqiao.bank.errors import BankError
from zhiqiao.bank.links import BankLink
from zhiqiao.bank.pain001 import write as write_payments
from zhiqiao.bank.reading import read_any
from zhiqiao.bank.values import (
    IgnoredFile,
    PaymentFile,
    Statement,
    StatementLine,
    StatusReport,
    Transfer,
    TransferStatus,
)

__all__ = [
    "BankError",
    "BankLink",
    "IgnoredFile",
    "PaymentFile",
    "Statement",
    "StatementLine",
    "StatusReport",
    "Transfer",
    "TransferStatus",
    "read_any",
    "write_payments",
]
