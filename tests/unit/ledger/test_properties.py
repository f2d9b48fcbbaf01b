"""What holds for every book, whatever was posted."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger.books import ACCOUNTS, new_book, stored

from zhiqiao.ledger import AccountKind, Entry, Movement, Outcome, Phase, post, verify
from zhiqiao.ledger.movements import MOVEMENTS

KEYS = st.sampled_from([f"k{number}" for number in range(12)])
FEN = st.sampled_from([-1, 0, 1, 2, 5, 10**15, 10**15 + 1]) | st.integers(1, 20)


@st.composite
def entries(draw):
    """Anything at all, though mostly between accounts of the right kinds."""
    movement = draw(st.sampled_from(Movement))
    route = MOVEMENTS[movement]
    key, number, other = draw(KEYS), draw(st.sampled_from("12")), draw(st.sampled_from("12"))
    debit, credit = f"{route.debit}/{number}", f"{route.credit}/{other}"
    phase = draw(st.sampled_from([route.phase, route.phase, *Phase]))
    of = draw(KEYS) if phase in (Phase.POST, Phase.VOID) else None
    reverses = draw(st.none() | KEYS) if phase == Phase.POSTED else None
    if reverses:
        debit, credit = credit, debit
    return Entry(key, movement, phase, debit, credit, draw(FEN), of, reverses)


@st.composite
def histories(draw):
    """Entries of which many are taken: budgets first, and most resolve or reverse what is there."""
    taken = [
        Entry(f"a{number}", Movement.APPROPRIATE, Phase.POSTED, "treasury_bank/1",
              f"budget/{number}", draw(st.integers(1, 60)))
        for number in "12"
    ]  # fmt: skip
    for each in draw(st.lists(entries(), max_size=25)):
        earlier = draw(st.none() | st.sampled_from(taken))
        taken.append(_about(draw, each, earlier) if earlier else each)
    return taken


def _about(draw, entry, earlier):
    """The entry, made to resolve or to reverse an earlier one."""
    if earlier.phase == Phase.PENDING:
        phase = draw(st.sampled_from([Phase.POST, Phase.VOID]))
        return replace(earlier, key=entry.key, phase=phase, of=earlier.key)
    return replace(
        earlier, key=entry.key, phase=Phase.POSTED, of=None, reverses=earlier.key,
        debit=earlier.credit, credit=earlier.debit,
    )  # fmt: skip


def played(history):
    return post(new_book(), history)


def sums(book):
    return {each.code: book.balance(each.code) for each in ACCOUNTS}


@given(histories())
def test_debits_are_credits(history):
    book, _ = played(history)
    found = sums(book).values()
    assert sum(each.debit_fen for each in found) == sum(each.credit_fen for each in found)
    pending = [(each.debit_pending_fen, each.credit_pending_fen) for each in found]
    assert sum(debit for debit, _ in pending) == sum(credit for _, credit in pending)


@given(histories())
def test_every_fen_is_in_exactly_one_bucket(history):
    book, _ = played(history)
    net = dict.fromkeys(AccountKind, 0)
    for each in ACCOUNTS:
        net[each.kind] += book.balance(each.code).net_fen
    debit_side = net.pop(AccountKind.TREASURY_BANK) + net.pop(AccountKind.CLAWBACK_RECEIVABLE)
    assert -debit_side == sum(net.values())


@given(histories())
def test_no_floor_is_ever_broken_and_no_sum_is_below_0(history):
    for end in range(len(history) + 1):
        book, _ = played(history[:end])
        for each in ACCOUNTS:
            found = book.balance(each.code)
            assert not each.has_floor or found.free_fen >= 0
            assert min(found.debit_pending_fen, found.credit_pending_fen) >= 0


@given(histories())
def test_the_same_again_changes_nothing(history):
    once, _ = played(history)
    twice, outcomes = post(once, once.entries.values())
    assert twice == once
    assert set(outcomes) <= {Outcome.EXISTS}


@given(histories(), st.data())
def test_a_reversal_restores_what_is_free(history, data):
    book, _ = played(history)
    if not book.entries:
        return
    undone = data.draw(st.sampled_from(list(book.entries.values())))
    back = replace(
        undone, key="back", phase=Phase.POSTED, of=None, reverses=undone.key,
        debit=undone.credit, credit=undone.debit,
    )  # fmt: skip
    after, (outcome,) = post(book, [back])
    if outcome == Outcome.OK:
        fen = undone.amount_fen
        assert after.balance(undone.debit).net_fen == book.balance(undone.debit).net_fen + fen
        assert after.balance(undone.credit).net_fen == book.balance(undone.credit).net_fen - fen
    else:
        assert after == book


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_independent_entries_does_not_matter(amounts, chance):
    first = Entry("a", Movement.APPROPRIATE, Phase.POSTED, "treasury_bank/1", "budget/1", 10**6)
    pays = [
        Entry(f"p{place}", Movement.PAY, Phase.PENDING, "budget/1", "in_transit/1", fen)
        for place, fen in enumerate(amounts)
    ]
    book, _ = played([first, *pays])
    shuffled = chance.sample(pays, len(pays))
    other, _ = played([first, *shuffled])
    assert sums(other) == sums(book)
    assert other.entries == book.entries


@given(histories())
def test_what_was_posted_is_verified(history):
    book, _ = played(history)
    assert verify(*stored(book)) == ()


@given(histories(), st.data())
def test_a_changed_sum_is_never_missed(history, data):
    book, _ = played(history)
    accounts, rows = stored(book)
    place = data.draw(st.integers(0, len(accounts) - 1))
    which = data.draw(st.sampled_from(accounts[0]._fields[5:]))
    by = data.draw(st.integers(1, 5))
    row = accounts[place]
    accounts[place] = row._replace(**{which: getattr(row, which) + by})
    assert ("sum_differs", row.code, which) in {
        (each.kind.value, each.account, each.which) for each in verify(accounts, rows)
    }


@given(histories(), st.data())
def test_a_lost_or_changed_entry_is_never_missed(history, data):
    book, _ = played(history)
    accounts, rows = stored(book)
    if not rows:
        return
    place = data.draw(st.integers(0, len(rows) - 1))
    row = rows[place]
    changed = data.draw(st.sampled_from(["lost", "more", "swapped"]))
    instead = {
        "lost": [],
        "more": [row._replace(amount_fen=row.amount_fen + 1)],
        "swapped": [row._replace(debit=row.credit, credit=row.debit)],
    }[changed]
    assert verify(accounts, [*rows[:place], *instead, *rows[place + 1 :]])
