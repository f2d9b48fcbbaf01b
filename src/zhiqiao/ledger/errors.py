"""What the ledger refuses."""

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.ledger.values import Outcome


class LedgerRefusedError(ZhiqiaoError):
    """An entry that was not posted. `outcome` says why, `key` which."""

    def __init__(self, outcome: Outcome, *, key: str) -> None:
        super().__init__(ErrorCode.LEDGER_REFUSED, outcome=outcome.value, key=key)
        self.outcome = outcome
        self.key = key
