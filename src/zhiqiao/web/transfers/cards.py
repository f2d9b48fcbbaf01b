"""What a card of the board shows: a project, and the stages that it may be moved to from here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.stages import Asks, Stage, is_back, moves_from

CARDS_MAX = 60
"""How many cards a column shows; the table shows all."""
FORWARD: dict[str, Promise] = {
    Stage.NEGOTIATING: _("开始洽谈"),
    Stage.SIGNED: _("签约"),
    Stage.PAID: _("已付款"),
}


@dataclass(frozen=True, slots=True)
class Control:
    """One move that a card offers.

    Attributes:
        is_at_once: nothing more is asked: one press does it.
    """

    to: str
    word: str | Promise
    is_back: bool
    is_at_once: bool


@dataclass(frozen=True, slots=True)
class TransferCard:
    """A project with its moves."""

    transfer: Transfer
    controls: Sequence[Control]

    @property
    def forward(self) -> Control | None:
        """The nearest step ahead."""
        return next((each for each in self.controls if not each.is_back), None)

    @property
    def others(self) -> list[Control]:
        """The other moves."""
        return [each for each in self.controls if each is not self.forward]


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board."""

    stage: str
    word: str | Promise
    cards: Sequence[TransferCard]
    total: int

    @property
    def hidden(self) -> int:
        """How many projects of the stage are not on the board."""
        return self.total - len(self.cards)


def controls_of(transfer: Transfer) -> list[Control]:
    """The moves that the table allows now; none for a closed project."""
    if not transfer.is_open:
        return []
    return [_control(transfer.stage, to, asks) for to, asks in moves_from(transfer.stage).items()]


def _control(stage: str, to: str, asks: Asks) -> Control:
    if is_back(stage, to):
        word = gettext_now("退回到%(stage)s") % {"stage": Stage(to).label}
        return Control(to, word, is_back=True, is_at_once=False)
    return Control(to, FORWARD[to], is_back=False, is_at_once=asks is Asks.NOTHING)


def card_of(transfer: Transfer) -> TransferCard:
    """The card of a project."""
    return TransferCard(transfer, controls_of(transfer))


def columns_of(transfers: Iterable[Transfer]) -> list[Column]:
    """The board: a column for each stage, the most urgent cards first."""
    held: dict[str, list[Transfer]] = {stage: [] for stage in Stage.values}
    for transfer in transfers:
        held[transfer.stage].append(transfer)
    return [
        Column(stage, Stage(stage).label, [card_of(row) for row in rows[:CARDS_MAX]], len(rows))
        for stage, rows in held.items()
    ]
