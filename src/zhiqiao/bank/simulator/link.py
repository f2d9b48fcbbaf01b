"""The simulated bank without a wire between, for proofs of many days."""

from zhiqiao.bank.errors import BankTimeoutError
from zhiqiao.bank.links import Arrived, Enquiry, Receipt, checked_name
from zhiqiao.bank.simulator.bank import Outcome, SimulatedBank
from zhiqiao.common import ErrorCode


class SimulatedLink:
    """A `BankLink` into the same process, with the faults of the way."""

    def __init__(self, bank: SimulatedBank) -> None:
        self.bank = bank

    def send(self, name: str, *, content: bytes) -> Receipt:
        """See `BankLink.send`."""
        checked_name(name)
        outcome, answer = self.bank.attempt(content)
        if outcome is not Outcome.ANSWERED or answer is None:
            raise BankTimeoutError(ErrorCode.BANK_TIMEOUT, name=name, why=str(outcome))
        return Receipt(name, is_repeat=answer.is_repeat)

    def enquire(self, message_id: str) -> Enquiry:
        """See `BankLink.enquire`."""
        return Enquiry.KNOWN if self.bank.knows(message_id) else Enquiry.NOT_KNOWN

    def fetch(self, *, after: str = "", at_most: int = 100) -> list[Arrived]:
        """See `BankLink.fetch`."""
        return self.bank.files(after=int(after or 0), at_most=at_most)

    def acknowledge(self, arrived: Arrived) -> None:
        """Nothing: the bank keeps its files, and the cursor is the place."""
