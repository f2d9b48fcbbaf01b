"""The state machine as a table: every position, every move, what follows or why not."""

from itertools import product

import pytest

from zhiqiao.web.introductions.moves import (
    Answer,
    IllegalMoveError,
    Move,
    Party,
    Position,
    Refusal,
    State,
    after,
)
from zhiqiao.web.introductions.wording import REFUSED

S, P = Party.SEEKER, Party.PROVIDER
W, C, D, V = Answer.WAITING, Answer.CONSENTED, Answer.DECLINED, Answer.VOID

# seeker and provider before | move, party | state, seeker and provider after, or why refused
TABLE = """
W W | consent S | proposed C W
W W | consent P | proposed W C
C W | consent P | opened C C
W C | consent S | opened C C
V W | consent S | proposed C W
W V | consent P | proposed W C
V C | consent S | opened C C
C V | consent P | opened C C
V V | consent S | proposed C V
V V | consent P | proposed V C
C V | consent S | has_consented
V C | consent P | has_consented
C W | consent S | has_consented
W C | consent P | has_consented
W V | consent S | proposed C V
V W | consent P | proposed V C
W W | decline S | declined D W
W W | decline P | declined W D
C W | decline S | declined D W
C W | decline P | declined C D
W C | decline S | declined D C
W C | decline P | declined W D
V W | decline S | declined D W
V W | decline P | declined V D
W V | decline S | declined D V
W V | decline P | declined W D
V V | decline S | declined D V
V V | decline P | declined V D
C V | decline S | declined D V
C V | decline P | declined C D
V C | decline S | declined D C
V C | decline P | declined V D
C W | void S | proposed V W
W C | void P | proposed W V
C V | void S | proposed V V
V C | void P | proposed V V
W W | void S | nothing_to_void
W W | void P | nothing_to_void
V W | void S | nothing_to_void
W V | void P | nothing_to_void
C W | void P | nothing_to_void
W C | void S | nothing_to_void
W V | void S | nothing_to_void
V W | void P | nothing_to_void
V V | void S | nothing_to_void
V V | void P | nothing_to_void
C V | void P | nothing_to_void
V C | void S | nothing_to_void
"""
LETTERS = {"W": W, "C": C, "D": D, "V": V, "S": S, "P": P}
LIVE = [
    (seeker, provider)
    for seeker, provider in product((W, C, V), repeat=2)
    if (seeker, provider) != (C, C)
]


def rows():
    for line in TABLE.strip().splitlines():
        before, move, expected = (part.split() for part in line.split("|"))
        yield [LETTERS[each] for each in before], Move(move[0]), LETTERS[move[1]], expected


@pytest.mark.parametrize(("before", "move", "party", "expected"), list(rows()))
def test_a_row_of_the_table(before, move, party, expected):
    position = Position(State.PROPOSED, *before)
    if len(expected) == 1:
        with pytest.raises(IllegalMoveError) as refused:
            after(position, move, party)
        assert refused.value.args == (Refusal(expected[0]),)
    else:
        state, *answers = expected
        wanted = Position(State(state), *(LETTERS[each] for each in answers))
        assert after(position, move, party) == wanted


def test_the_table_is_complete():
    told = {(tuple(before), move, party) for before, move, party, _expected in rows()}
    assert told == set(product(LIVE, (Move.CONSENT, Move.DECLINE, Move.VOID), (S, P)))


@pytest.mark.parametrize(("answers", "move"), list(product(LIVE, (Move.WITHDRAW, Move.EXPIRE))))
def test_the_two_endings_leave_the_answers_as_they_are(answers, move):
    state = {Move.WITHDRAW: State.WITHDRAWN, Move.EXPIRE: State.EXPIRED}[move]
    assert after(Position(State.PROPOSED, *answers), move) == Position(state, *answers)


@pytest.mark.parametrize(
    ("state", "move", "party"), list(product(sorted(set(State) - {State.PROPOSED}), Move, (S, P)))
)
def test_nothing_follows_an_end(state, move, party):
    with pytest.raises(IllegalMoveError) as refused:
        after(Position(state, C, C), move, party)
    assert refused.value.args == (Refusal.IS_OVER,)


def test_an_answer_is_always_a_partys():
    with pytest.raises(ValueError, match="consent"):
        after(Position(), Move.CONSENT)


def test_every_refusal_has_words():
    assert set(REFUSED) == set(Refusal)
