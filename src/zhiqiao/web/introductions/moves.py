"""Which answers and endings follow which: the whole state machine, without a database.

Two parties answer. Both consented opens the introduction; one that declines ends it. A consent is
void once the text it was given for is another one, and may be given again.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Party(TextChoices):
    """Whose answer it is."""

    SEEKER = "seeker", _("需求方")
    PROVIDER = "provider", _("供给方")

    @property
    def other(self) -> "Party":
        """The opposite side."""
        return Party.PROVIDER if self is Party.SEEKER else Party.SEEKER


class State(TextChoices):
    """How far an introduction has come. Only the first may still change."""

    PROPOSED = "proposed", _("待答复")
    OPENED = "opened", _("已建立联系")
    DECLINED = "declined", _("已婉拒")
    EXPIRED = "expired", _("已过期")
    WITHDRAWN = "withdrawn", _("已撤回")


class Answer(TextChoices):
    """What one party has said. VOID: it consented to a text that is no longer the same."""

    WAITING = "waiting", _("待答复")
    CONSENTED = "consented", _("已同意")
    DECLINED = "declined", _("已婉拒")
    VOID = "void", _("同意已失效")


OPEN_ANSWERS = (Answer.WAITING, Answer.VOID)
"""The party still has to say something."""


class Move(StrEnum):
    """What may happen to an introduction."""

    CONSENT = "consent"
    DECLINE = "decline"
    VOID = "void"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class Refusal(StrEnum):
    """Why a move is not made."""

    IS_OVER = "is_over"
    HAS_CONSENTED = "has_consented"
    NOTHING_TO_VOID = "nothing_to_void"


class IllegalMoveError(Exception):
    """The move does not follow from the position; `args[0]` is a Refusal."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an introduction stands."""

    state: State = State.PROPOSED
    seeker: Answer = Answer.WAITING
    provider: Answer = Answer.WAITING

    def answer_of(self, party: Party) -> Answer:
        """What the party has said."""
        return self.seeker if party is Party.SEEKER else self.provider

    def answered(self, party: Party, answer: Answer) -> "Position":
        """The same with that party's answer."""
        if party is Party.SEEKER:
            return replace(self, seeker=answer)
        return replace(self, provider=answer)


ENDS = {Move.WITHDRAW: State.WITHDRAWN, Move.EXPIRE: State.EXPIRED}


def after(position: Position, move: Move, party: Party | None = None) -> Position:
    """The position that follows. `party` says whose answer it is; the two endings have none.

    Raises:
        IllegalMoveError: the move does not follow.
    """
    if position.state is not State.PROPOSED:
        raise IllegalMoveError(Refusal.IS_OVER)
    if move in ENDS:
        return replace(position, state=ENDS[move])
    if party is None:
        raise ValueError(f"{move} is a party's")
    if move is Move.CONSENT:
        return _consented(position, party)
    if move is Move.DECLINE:
        return replace(position.answered(party, Answer.DECLINED), state=State.DECLINED)
    return _void(position, party)


def _consented(position: Position, party: Party) -> Position:
    if position.answer_of(party) is Answer.CONSENTED:
        raise IllegalMoveError(Refusal.HAS_CONSENTED)
    now = position.answered(party, Answer.CONSENTED)
    is_mutual = now.answer_of(party.other) is Answer.CONSENTED
    return replace(now, state=State.OPENED) if is_mutual else now


def _void(position: Position, party: Party) -> Position:
    if position.answer_of(party) is not Answer.CONSENTED:
        raise IllegalMoveError(Refusal.NOTHING_TO_VOID)
    return position.answered(party, Answer.VOID)
