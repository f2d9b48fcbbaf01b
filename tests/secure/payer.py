"""A process that pays: told what to do a line at a time, it answers a line at a time.

    python payer.py

Its environment says which database and which bank. Every deed is done by a process of its own,
forked for it, which may be told to die on the way, as by kill -9:

    {"do": "release", "number": 1, "at": "release-after-entries"}     at a failpoint, or "…:error"
    {"do": "release", "number": 1, "statement": 7}                    at its 7th statement
    {"do": "release", "number": 1, "pause": 7}        says so at its 7th, and waits for a line
    {"do": "release", "number": 1, "hold": true}    says when it is ready, and waits for a line
    {"do": "release", "number": 1, "planted": "no row lock"}          with a fault of `planted_bugs`
    {"do": "look", "database": "…", "bank": "http://…"}               another database, another bank
"""

import gc
import json
import logging
import os
import signal
import sys
import traceback
from contextlib import contextmanager

YEAR = 2026


def main():
    from zhiqiao.cli.site import set_up_django

    set_up_django()
    warm_up()
    say({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            do(asked)
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            say({"killed": os.WTERMSIG(status)})


def warm_up():
    """What every deed needs is read before the first; no connection stays open."""
    from django.db import connections
    from django.urls import reverse

    from zhiqiao.web.reconciliation import bank_truth, exchange  # noqa: F401 -- imported early
    from zhiqiao.web.rulebook.current import rulebook

    assert reverse("payout-account")
    assert rulebook().programmes
    connections.close_all()
    gc.collect()
    gc.freeze()


def say(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def do(asked):
    """Does it and ends, in one way or another."""
    from django.conf import settings
    from django.db import connection

    settings.ZHIQIAO_FAILPOINT = asked.pop("at", "")
    if settings.ZHIQIAO_FAILPOINT:
        logging.disable()
    settings.ZHIQIAO_BANK = asked.pop("bank", settings.ZHIQIAO_BANK)
    connection.settings_dict["NAME"] = asked.pop("database", connection.settings_dict["NAME"])
    deed = DEEDS[asked.pop("do")]
    plant(asked.pop("planted", ""))
    try:
        if asked.pop("hold", False):
            connection.ensure_connection()
            say({"held": True})
            os.read(0, 1)
        with counting(asked.pop("statement", 0), pause=asked.pop("pause", 0)) as passed:
            answer = {"answer": deed(**asked)}
        say(answer | {"statements": passed[0]})
    except Exception as error:  # noqa: BLE001 -- whoever asked decides
        told = "".join(traceback.format_exception(error)[-3:])
        say({"error": type(error).__name__, "words": str(error)[:500], "where": told[-1500:]})
    connection.close()
    os._exit(0)


def plant(name):
    if not name:
        return
    from tests.secure.planted_bugs import BUGS

    try:
        BUGS[name].patch()
    except (LookupError, SyntaxError):
        say({"not planted": traceback.format_exc()[-1500:]})
        os._exit(1)


@contextmanager
def counting(dies_at, *, pause):
    """Counts what is sent to the database, commits included; dies before the n-th, or right after.

    Odd ones are not sent any more, even ones are. Before the one of `pause` it waits for a line.
    """
    from django.db import connection

    passed = [0]

    def counted(send, *args):
        passed[0] += 1
        if passed[0] == pause:
            say({"paused": True})
            os.read(0, 1)
        is_last = passed[0] == dies_at
        if is_last and dies_at % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        result = send(*args)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    commit = connection._commit  # noqa: SLF001 -- what happens around a commit is the question
    connection._commit = lambda: counted(commit)  # noqa: SLF001
    with connection.execute_wrapper(counted):
        yield passed


def prepare(*, payees, total_fen, budget_fen=None):
    from zhiqiao.web.demo.rehearsal_actions import prepare as make

    cast = make(payees=payees, total_fen=total_fen, year=YEAR, budget_fen=budget_fen)
    return {"line": cast.line.pk}


def add(*, amounts, first):
    """More enterprises that wait to be paid."""
    from zhiqiao.web.access.row_actor import every_row_for
    from zhiqiao.web.demo.rehearsal_actions import Cast, add_payees

    maker, checker, line = cast()
    with every_row_for("a rehearsal"):
        add_payees(Cast(line.organisation, maker, checker, line), amounts, first=first)


def cast():
    """The people of the rehearsal, acting for its department."""
    from zhiqiao.web.accounts.models import Person
    from zhiqiao.web.budgets.models import BudgetLine

    people = [Person.objects.get(username=f"rehearsal-{name}") for name in ("maker", "checker")]
    line = BudgetLine.objects.unscoped().select_related("organisation", "account").get()
    for each in people:
        each.act_for(line.organisation_id)
    return *people, line


def the_list(number):
    from zhiqiao.web.payouts.models import PayoutList

    return PayoutList.objects.unscoped().get(pk=number)


def make(*, title):
    """A list of everybody who waits; the one of that title where it was made already."""
    from zhiqiao.web.payouts.list_actions import make_list
    from zhiqiao.web.payouts.models import PayoutList

    found = PayoutList.objects.unscoped().filter(title=title).first()
    maker, _checker, line = cast()
    return (found or make_list(actor=maker, line=line, title=title)).pk


def approved(*, amounts, first):
    """More enterprises, and a list of all who wait that is approved; its number and sum."""
    add(amounts=amounts, first=first)
    number = make(title=f"{first}")
    submit(number=number)
    approve(number=number)
    return number, the_list(number).total_fen


def submit(*, number):
    """Hands it to the checker, if nobody did."""
    from zhiqiao.web.payouts.list_actions import submit as hand_over

    if the_list(number).state == "draft":
        hand_over(actor=cast()[0], payout_list=the_list(number))
    return the_list(number).state


def approve(*, number):
    """The checker approves it, if nobody did."""
    from zhiqiao.web.payouts.check_actions import approve as say_yes

    found = the_list(number)
    if found.state == "submitted":
        say_yes(actor=cast()[1], payout_list=found, digest=found.digest)
    return the_list(number).state


def release(*, number, again=False):
    """The click, if nobody made it; `again`: in any case. Who is refused is told in words."""
    from zhiqiao.web.accounts.refusal import RefusedError
    from zhiqiao.web.payouts.release_actions import release as click

    if not again and the_list(number).state != "approved":
        return {"state": the_list(number).state}
    try:
        done = click(actor=cast()[0], payout_list=the_list(number))
    except RefusedError as error:
        return {"refused": str(error)}
    return {"payments": done.payments, "total_fen": done.total_fen, "voided": done.voided}


def send(*, after_a_while=False):
    """Sends what is due, or after a while all that was put off; how many files are still open."""
    from django.utils import timezone

    from zhiqiao.web.audit.guard import without_guard
    from zhiqiao.web.jobs.workers import this_worker
    from zhiqiao.web.payouts.links import bank_link
    from zhiqiao.web.payouts.models import OPEN_CHUNKS, Chunk
    from zhiqiao.web.payouts.sending import send_due

    open_ones = Chunk.objects.unscoped().filter(state__in=OPEN_CHUNKS)
    if after_a_while:
        with without_guard():
            open_ones.filter(claimed_until__isnull=False).update(claimed_until=timezone.now())
    send_due(bank_link(), worker=this_worker())
    return open_ones.count()


def fetch():
    """Takes in and reads what the bank sent."""
    from zhiqiao.web.payouts.links import bank_link
    from zhiqiao.web.reconciliation.exchange import fetch_files, read_arrived

    return [fetch_files(bank_link()), read_arrived()]


def reissue():
    """Whatever came back is confirmed by its enterprise, proposed and approved; how many."""
    from django.db.models import F

    from zhiqiao.web.audit.guard import without_guard
    from zhiqiao.web.payouts.changes import ChangeKind, PaymentChange
    from zhiqiao.web.payouts.models import Payment
    from zhiqiao.web.payouts.return_actions import approve_changes, propose_change

    maker, checker, _line = cast()
    back = Payment.objects.unscoped().filter(state="returned")
    with without_guard():
        back.update(confirmed_account=F("account"))
    proposed = PaymentChange.objects.unscoped().filter(state="proposed")
    for each in back.exclude(pk__in=proposed.values("payment")):
        propose_change(actor=maker, payment=each, kind=ChangeKind.REISSUE, reason="企业来函")
    waiting = list(proposed.all())
    return approve_changes(actor=checker, changes=waiting) if waiting else 0


def look():
    """How many payments and files stand where."""
    from collections import Counter

    from zhiqiao.web.payouts.models import Chunk, Payment
    from zhiqiao.web.reconciliation.models import BankFile, Difference

    models = {"payments": Payment, "chunks": Chunk, "files": BankFile, "differences": Difference}
    return {
        name: Counter(model.objects.unscoped().values_list("state", flat=True))
        for name, model in models.items()
    }


def truth(*, totals=None, is_quiet=False, books_rightly=True):
    """Everything that does not agree, within the books and with what the bank did."""
    from zhiqiao.web.reconciliation.agreement import disagreements
    from zhiqiao.web.reconciliation.bank_truth import Known, against_bank, totals_told

    found = disagreements(with_files=is_quiet)
    if totals is not None:
        found += against_bank(totals_told(totals), Known(is_quiet, books_rightly))
    return [[each.kind, each.what] for each in found]


def guard():
    """What people and the database let pass that they must refuse."""
    from tests.secure import guards

    return [each for name in guards.ALL for each in getattr(guards, name)(*cast())]


def weaken(*, table, name):
    """Takes a constraint of the database away."""
    from tests.secure.planted_bugs import drop

    return drop(table, name)


DEEDS = {
    each.__name__: each
    for each in (
        prepare, add, make, approved, submit, approve, release, send, fetch, reissue, look,
        truth, guard, weaken,
    )
}  # fmt: skip

if __name__ == "__main__":
    main()
