"""Between which kinds of account each movement goes: the one table of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhiqiao.ledger.values import AccountKind as K
from zhiqiao.ledger.values import Balance, Movement, Phase


@dataclass(frozen=True, slots=True)
class Route:
    """From the debit to the credit; `phase` is POSTED, or PENDING where it is resolved later."""

    debit: K
    credit: K
    phase: Phase


MOVEMENTS: Mapping[Movement, Route] = {
    Movement.APPROPRIATE: Route(K.TREASURY_BANK, K.BUDGET, Phase.POSTED),
    Movement.LOWER: Route(K.BUDGET, K.TREASURY_BANK, Phase.POSTED),
    Movement.LAPSE: Route(K.BUDGET, K.TREASURY_BANK, Phase.POSTED),
    Movement.RESERVE: Route(K.BUDGET, K.IN_TRANSIT, Phase.PENDING),
    Movement.PAY: Route(K.BUDGET, K.IN_TRANSIT, Phase.PENDING),
    Movement.SETTLE: Route(K.IN_TRANSIT, K.TREASURY_BANK, Phase.POSTED),
    Movement.RETURN: Route(K.TREASURY_BANK, K.RETURNS_SUSPENSE, Phase.POSTED),
    Movement.REISSUE: Route(K.RETURNS_SUSPENSE, K.IN_TRANSIT, Phase.PENDING),
    Movement.RELEASE: Route(K.RETURNS_SUSPENSE, K.BUDGET, Phase.POSTED),
    Movement.CLAW_BACK: Route(K.CLAWBACK_RECEIVABLE, K.BUDGET, Phase.PENDING),
    Movement.REPAY: Route(K.TREASURY_BANK, K.CLAWBACK_RECEIVABLE, Phase.POSTED),
    Movement.UNMATCHED_IN: Route(K.TREASURY_BANK, K.BANK_UNMATCHED, Phase.POSTED),
    Movement.UNMATCHED_OUT: Route(K.BANK_UNMATCHED, K.TREASURY_BANK, Phase.POSTED),
}

FLOORED = frozenset({K.BUDGET, K.RETURNS_SUSPENSE, K.ESCROW})
"""Kinds whose accounts never go below 0."""
DEBIT_SIDE = frozenset({K.TREASURY_BANK, K.CLAWBACK_RECEIVABLE})
"""Kinds that hold what was debited; all others what was credited."""


def held_fen(kind: K, balance: Balance) -> int:
    """What an account holds, counted on the side that its kind holds money on.

    >>> held_fen(K.TREASURY_BANK, Balance(debit_fen=5)), held_fen(K.BUDGET, Balance(credit_fen=5))
    (5, 5)
    """
    return -balance.net_fen if kind in DEBIT_SIDE else balance.net_fen
