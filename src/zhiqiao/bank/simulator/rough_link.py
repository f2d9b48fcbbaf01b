"""A way from the bank on which files get mixed up, spoilt copies and old ones turn up."""

from zhiqiao.bank.links import Arrived
from zhiqiao.bank.simulator.bank import SimulatedBank
from zhiqiao.bank.simulator.chance import Lot
from zhiqiao.bank.simulator.faults import ALWAYS_BP, Faults
from zhiqiao.bank.simulator.link import SimulatedLink

DISORDER_BP = 2_000
SPOILT_BP = 300
AGAIN_BP = 600
_DISORDER = 0
_DOCTYPE, _CURRENCY, _AGAIN, _WHICH = range(4)
_DECLARATION = b'<!DOCTYPE Document [<!ENTITY sum "1.00">]>\n'


class RoughLink(SimulatedLink):
    """A `BankLink` like `SimulatedLink`; what is fetched may come in another order, and with more.

    Each file of the bank still comes whole once; beside it may come one with a DOCTYPE, one in
    another currency, or an old file again. All of it is decided by the seed of the bank.
    """

    def __init__(self, bank: SimulatedBank) -> None:
        super().__init__(bank)
        self._taken = 0
        self._delivered: list[Arrived] = []

    def fetch(self, *, after: str = "", at_most: int = 100) -> list[Arrived]:
        """See `BankLink.fetch`."""
        fresh = self.bank.files(after=self._taken, at_most=1_000)
        if fresh:
            self._taken = int(fresh[-1].cursor)
            for each in self._mixed(fresh):
                place = str(len(self._delivered) + 1)
                self._delivered.append(Arrived(each.name, each.content, cursor=place))
        start = int(after or 0)
        return self._delivered[start : start + at_most]

    def _mixed(self, fresh: list[Arrived]) -> list[Arrived]:
        if self.bank.faults == Faults():
            return fresh
        found = [copy for each in fresh for copy in self._with_copies(each)]
        lot = Lot(self.bank.seed, f"order {self._taken}")
        if len(found) > 1 and self._befell("files_out_of_order", lot, _DISORDER, DISORDER_BP):
            found.sort(key=lambda each: Lot(self.bank.seed, each.name).number(1, ALWAYS_BP))
        return found

    def _with_copies(self, arrived: Arrived) -> list[Arrived]:
        lot = Lot(self.bank.seed, f"way {arrived.name}")
        content = arrived.content
        found = []
        if self._befell("file_with_doctype", lot, _DOCTYPE, SPOILT_BP):
            head, _, rest = content.partition(b"?>")
            found.append(_named(arrived, head + b"?>\n" + _DECLARATION + rest))
        if b'Ccy="CNY"' in content and self._befell("other_currency", lot, _CURRENCY, SPOILT_BP):
            found.append(_named(arrived, content.replace(b'Ccy="CNY"', b'Ccy="USD"')))
        if self._delivered and self._befell("old_file_again", lot, _AGAIN, AGAIN_BP):
            found.append(self._delivered[lot.number(_WHICH, len(self._delivered))])
        return [*found, arrived]

    def _befell(self, fault: str, lot: Lot, draw: int, rate_bp: int) -> bool:
        return self.bank.befell(fault, happened=lot.happens(draw, rate_bp))


def _named(arrived: Arrived, content: bytes) -> Arrived:
    return Arrived(arrived.name, content, cursor="")
