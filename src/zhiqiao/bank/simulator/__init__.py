"""A simulated bank: takes pain.001, answers pain.002, moves simulated money, sends camt.05x.

In one process `SimulatedBank` and `SimulatedLink`; as a process of its own `serve`, spoken to by
`HttpBankLink` or through a folder.
"""

from zhiqiao.bank.simulator.bank import Moved, Outcome, SimulatedBank, Totals
from zhiqiao.bank.simulator.faults import NASTY, NONE, NORMAL, Faults, faults_named
from zhiqiao.bank.simulator.link import SimulatedLink
from zhiqiao.bank.simulator.receiving import Answer
from zhiqiao.bank.simulator.store import STORE

__all__ = [
    "NASTY",
    "NONE",
    "NORMAL",
    "STORE",
    "Answer",
    "Faults",
    "Moved",
    "Outcome",
    "SimulatedBank",
    "SimulatedLink",
    "Totals",
    "faults_named",
]
