"""Whatever people, bank and days do in whatever order: money stays exact."""

import os
from itertools import count

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from zhiqiao.bank.simulator import NONE, Faults, SimulatedBank, SimulatedLink
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets import actions as budgets
from zhiqiao.web.budgets.models import BudgetLine, Revision, RevisionKind, RevisionState
from zhiqiao.web.demo.rehearsal_actions import Cast, add_payees, prepare
from zhiqiao.web.grants.models import Entitlement, PayeeAccount
from zhiqiao.web.payouts import check_actions, list_actions, return_actions
from zhiqiao.web.payouts.changes import ChangeKind, ChangeState, PaymentChange
from zhiqiao.web.payouts.models import OPEN_CHUNKS, Chunk, Payment, PayoutList
from zhiqiao.web.payouts.release_actions import release
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.actions import receive
from zhiqiao.web.reconciliation.agreement import disagreements
from zhiqiao.web.reconciliation.bank_truth import Known, against_bank
from zhiqiao.web.reconciliation.difference_actions import approve_remedy, propose_remedy
from zhiqiao.web.reconciliation.exchange import content_of, fetch_files, read_arrived, read_file
from zhiqiao.web.reconciliation.models import BankFile, Difference
from zhiqiao.web.reconciliation.remedies import others_of, remedies_of, targets_of

pytestmark = pytest.mark.django_db
PARTS = 4
EXAMPLES = 100 * int(os.environ.get("ZHIQIAO_ROUNDS", "1")) // PARTS
SEED = int(os.environ.get("ZHIQIAO_SEED", "1"))
STEPS = int(os.environ.get("ZHIQIAO_STEPS", "20"))
CHECKED_EVERY = int(os.environ.get("ZHIQIAO_CHECKED_EVERY", "4"))
"""Steps. What has gone wrong once stays wrong; and at the end of each example all is checked."""
FIRST_FEN = 10_000_000
CALM_DAYS = 8
PLACES = st.integers(0, 5)
FAULTS = (
    NONE,
    Faults(timeout_after_bp=4_000, error_before_bp=3_000, payment_rejected_bp=3_000,
           returned_bp=4_000),
    Faults(status_delayed_bp=5_000, status_twice_bp=5_000, status_out_of_order_bp=5_000,
           file_rejected_bp=1_500, returned_bp=3_000, stated_late_bp=3_000,
           statement_twice_bp=3_000, statement_truncated_bp=2_000, statement_wrong_bp=2_000),
    Faults(settled_after_rejected_bp=5_000, payment_rejected_bp=4_000, booked_wrongly_bp=2_000,
           booked_twice_bp=2_000, alien_line_bp=3_000, returned_bp=3_000),
)  # fmt: skip
ERRS_IN_BOOKING = FAULTS[3]


class Office(RuleBasedStateMachine):
    """A department that pays, its enterprises and its bank; each example in a transaction."""

    cast = None
    """Of all examples: what stands when each begins."""

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around._from_testcase = True  # noqa: SLF001 -- as Django's own TestCase does
        self.around.__enter__()
        self.bank = SimulatedBank(seed=1, faults=NONE)
        self.link = SimulatedLink(self.bank)
        self.maker, self.checker = self.cast.maker, self.cast.checker
        self.payees, self.titles = count(10), count(1)
        self.books_rightly = True
        self.steps = 0

    def teardown(self):
        try:
            self.all_comes_to_rest()
        finally:
            self.bank.close()
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    def may(self, deed, **given):
        """People try; what is refused in words changes nothing."""
        try:
            return deed(**given)
        except RefusedError:
            return None

    @property
    def line(self):
        return BudgetLine.objects.unscoped().select_related("organisation", "account").get()

    def one(self, rows, place):
        """One of the rows, or None."""
        found = list(rows.order_by("pk"))
        return found[place % len(found)] if found else None

    def a_list(self, place, *states):
        return self.one(PayoutList.objects.unscoped().filter(state__in=states), place)

    # --- budget and entitlements -------------------------------------------------------------
    @rule(kind=st.sampled_from(["raise", "lower"]), fen=st.integers(1, 3_000_000))
    def a_budget_is_proposed(self, kind, fen):
        change = budgets.Change(RevisionKind(kind), fen, "调整")
        self.may(budgets.propose, actor=self.maker, line=self.line, change=change)

    @rule(is_approved=st.booleans())
    def a_budget_is_decided(self, is_approved):
        rows = Revision.objects.unscoped().filter(state=RevisionState.PROPOSED)
        found = self.one(rows.select_related("line__organisation", "line__account"), 0)
        if found and is_approved:
            self.may(budgets.approve_revision, actor=self.checker, revision=found)
        elif found:
            self.may(budgets.refuse_revision, actor=self.checker, revision=found, remark="不")

    @rule(amounts=st.lists(st.integers(1, 2_500_000), min_size=1, max_size=3))
    def enterprises_confirm(self, amounts):
        first = next(self.payees) * 10
        add_payees(Cast(self.line.organisation, self.maker, self.checker, self.line), amounts,
                   first=first)  # fmt: skip

    @rule(place=PLACES, what=st.sampled_from(["account", "amount", "withdrawn"]))
    def an_entitlement_changes(self, place, what):
        rows = Entitlement.objects.unscoped().filter(state__in=["confirmed", "listed", "approved"])
        found = self.one(rows, place)
        if found is None:
            return
        own = rows.filter(pk=found.pk)
        if what == "account":
            other = PayeeAccount.objects.unscoped().exclude(pk=found.account_id).first()
            own.update(account=other)
        elif what == "amount":
            own.update(amount_fen=F("amount_fen") + 7)
        else:
            own.update(state="withdrawn")

    # --- lists -------------------------------------------------------------------------------
    @rule(places=st.none() | st.sets(PLACES, min_size=1, max_size=3))
    def a_list_is_made(self, places):
        waiting = Entitlement.objects.unscoped().filter(state="confirmed").order_by("pk")
        numbers = list(waiting.values_list("pk", flat=True))
        chosen = (
            None if places is None else [n for place, n in enumerate(numbers) if place in places]
        )
        self.may(
            list_actions.make_list, actor=self.maker, line=self.line,
            title=f"{next(self.titles)}", entitlement_ids=chosen,
        )  # fmt: skip

    @rule(place=PLACES)
    def a_list_is_submitted(self, place):
        found = self.a_list(place, "draft")
        if found:
            self.may(list_actions.renew_lines, actor=self.maker, payout_list=found)
            self.may(list_actions.submit, actor=self.maker, payout_list=found)

    @rule(place=PLACES)
    def a_list_is_approved(self, place):
        found = self.a_list(place, "submitted")
        if found:
            self.may(check_actions.approve, actor=self.checker, payout_list=found,
                     digest=found.digest)  # fmt: skip

    @rule(place=PLACES, how=st.sampled_from(["take back", "send back", "cancel"]))
    def a_list_goes_back(self, place, how):
        found = self.a_list(place, "draft", "submitted", "approved")
        if found is None:
            return
        if how == "take back":
            self.may(list_actions.take_back, actor=self.maker, payout_list=found)
        elif how == "send back":
            self.may(check_actions.send_back, actor=self.checker, payout_list=found, reason="改")
        else:
            self.may(check_actions.cancel, actor=self.maker, payout_list=found)

    @rule(place=PLACES)
    def a_list_is_paid(self, place):
        found = self.a_list(place, "approved", "released")
        if found:
            self.may(release, actor=self.maker, payout_list=found)

    @rule(title=st.just("一口气"))
    def a_list_goes_all_the_way(self, title):
        made = self.may(list_actions.make_list, actor=self.maker, line=self.line, title=title)
        if made is None:
            return
        digest = self.may(list_actions.submit, actor=self.maker, payout_list=made)
        self.may(check_actions.approve, actor=self.checker, payout_list=made, digest=digest)
        self.may(release, actor=self.maker, payout_list=made)
        self.files_are_sent()

    # --- the bank ----------------------------------------------------------------------------
    @rule(faults=st.sampled_from(FAULTS))
    def the_bank_errs(self, faults):
        self.books_rightly &= faults is not ERRS_IN_BOOKING
        self.bank.change_faults(faults.rates())

    @rule()
    def files_are_sent(self):
        Chunk.objects.unscoped().filter(state__in=OPEN_CHUNKS).update(claimed_until=None)
        send_due(self.link, worker="test")

    @rule(days=st.integers(1, 3))
    def bank_days_pass(self, days):
        self.bank.advance(days)
        self.bank_files_are_read()

    @rule()
    def bank_files_are_read(self):
        fetch_files(self.link, link_name="test")
        read_arrived()

    @rule(place=PLACES)
    def a_file_comes_again(self, place):
        found = self.one(BankFile.objects.unscoped(), place)
        if found:
            read_file(receive(name="again.xml", content=content_of(found)))

    # --- what went wrong ---------------------------------------------------------------------
    @rule(place=PLACES, kind=st.sampled_from(ChangeKind))
    def a_change_is_proposed(self, place, kind):
        state = return_actions.STANDS[kind]
        found = self.one(Payment.objects.unscoped().filter(state=state), place)
        if found is None:
            return
        rows = Payment.objects.unscoped().filter(pk=found.pk)
        rows.update(confirmed_account=F("account"))
        self.may(
            return_actions.propose_change, actor=self.maker, payment=found, kind=kind,
            reason="来函", evidence="凭 1",
        )  # fmt: skip

    @rule(is_approved=st.booleans())
    def changes_are_decided(self, is_approved):
        rows = PaymentChange.objects.unscoped().filter(state=ChangeState.PROPOSED)
        for each in rows.order_by("pk"):
            if is_approved:
                self.may(return_actions.approve_changes, actor=self.checker, changes=[each])
            else:
                self.may(return_actions.refuse_change, actor=self.checker, change=each)

    @precondition(lambda _office: Difference.objects.unscoped().filter(state="open").exists())
    @rule(place=PLACES, which=PLACES, whom=PLACES)
    def a_difference_is_resolved(self, place, which, whom):
        found = self.one(Difference.objects.unscoped().filter(state="open"), place)
        remedies = remedies_of(found)
        remedy = remedies[which % len(remedies)]
        digest = self.may(
            propose_remedy, actor=self.maker, difference=found, remedy=remedy, note="回函",
            target=self.one(targets_of(found, remedy), whom),
            other=self.one(others_of(found), whom),
        )  # fmt: skip
        self.may(approve_remedy, actor=self.checker, difference=found, digest=digest or "")

    # --- what always holds -------------------------------------------------------------------
    @invariant()
    def everything_agrees(self):
        self.steps += 1
        if self.steps % CHECKED_EVERY:
            return
        assert disagreements(with_files=False) == []
        known = Known(books_rightly=self.books_rightly)
        assert against_bank(self.bank.totals(), known) == []

    def all_comes_to_rest(self):
        """The bank errs no more, tells all, and everything was read."""
        self.bank.change_faults(NONE.rates())
        self.files_are_sent()
        self.files_are_sent()
        self.bank_days_pass(CALM_DAYS)
        known = Known(is_quiet=True, books_rightly=False)
        assert disagreements() == []
        assert against_bank(self.bank.totals(), known) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_money_is_exact_whatever_happens(part):
    """Not shrunk where it fails: each step takes too long; the steps are printed as they were."""
    Office.cast = prepare(payees=3, total_fen=3_000_001, year=2026, budget_fen=FIRST_FEN)
    machine = seed(SEED + part)(type(f"Office{part}", (Office,), {}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
