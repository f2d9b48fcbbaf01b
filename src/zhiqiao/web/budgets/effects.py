"""What a change of a budget line would do, before and after, for who decides on it."""

from dataclasses import dataclass, replace

from zhiqiao.web.budgets.models import Revision, RevisionKind
from zhiqiao.web.budgets.standings import ADDS, Standing


@dataclass(frozen=True, slots=True)
class Effect:
    """The line as it stands, and as it would stand.

    Attributes:
        short_fen: how much is missing for a lowering; 0 where it can be done.
    """

    before: Standing
    after: Standing
    short_fen: int = 0


def effect_of(revision: Revision, now: Standing) -> Effect:
    """What approving the change would do to a line that stands like that."""
    if revision.kind == RevisionKind.CLOSE:
        lapsed_fen = now.lapsed_fen + now.left_fen
        return Effect(now, replace(now, left_fen=0, lapsed_fen=lapsed_fen))
    fen = revision.amount_fen or 0
    more_fen = fen if revision.kind in ADDS else -fen
    after = replace(now, total_fen=now.total_fen + more_fen, left_fen=now.left_fen + more_fen)
    return Effect(now, after, short_fen=max(0, -after.left_fen))
