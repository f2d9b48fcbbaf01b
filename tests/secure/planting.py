"""A day of a bank with anomalies planted in it, and what each of them is."""

import random

from tests.secure.bank_talk import line, paid, returned

from zhiqiao.bank.values import Direction, Status

KINDS = (
    "unknown_in",
    "unknown_out",
    "wrong_amount",
    "twice",
    "rejected",
    "early_return",
    "missing",
)


def plant(payments, *, share, seed):
    """Statuses that come first, then lines, and by reference what kind of difference each is.

    Args:
        payments: all on their way.
        share: of the payments that something is wrong with.
        seed: says which and how.

    Returns:
        (statuses, lines, kinds by reference, payments without a line)
    """
    chance = random.Random(seed)  # noqa: S311 -- a seed that can be given again
    wrong = set(chance.sample(range(len(payments)), round(len(payments) * share)))
    statuses, lines, kinds, missing = [], [], {}, []
    for place, payment in enumerate(payments):
        kind = chance.choice(KINDS) if place in wrong else ""
        made = _lines(payment, kind)
        lines += [each for each, _kind in made]
        kinds |= {each.reference: what for each, what in made if what}
        if kind == "rejected":
            statuses.append((payment, Status.REJECTED, chance.choice(["AC04", "AM04", "BE01"])))
        if kind in ("missing", "early_return", "wrong_amount"):
            missing.append(payment)
    chance.shuffle(lines)
    return statuses, lines, kinds, missing


def _lines(payment, kind):
    """The lines of a payment, each with the kind of difference it is; "" for none."""
    instead = {
        "rejected": lambda: [(paid(payment), "against_state")],
        "wrong_amount": lambda: [
            (paid(payment, amount_fen=payment.amount_fen + 1), "wrong_amount")
        ],
        "early_return": lambda: [(returned(payment), "against_state")],
        "missing": list,
    }
    if kind in instead:
        return instead[kind]()
    first = (paid(payment), "")
    if kind == "unknown_in":
        return [first, (line(amount_fen=1), "unknown_reference")]
    if kind == "unknown_out":
        strange = line(direction=Direction.OUT, end_to_end_id=f"X{payment.end_to_end_id}"[:35])
        return [first, (strange, "unknown_reference")]
    return [first, (paid(payment), "twice")] if kind == "twice" else [first]
