"""A site whose payers are killed at will, beside a bank in a process of its own."""

# ruff: noqa: S603 -- the processes are our own

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from tests.secure.operating import environment

PAYER = Path(__file__).with_name("payer.py")
ROOT = PAYER.parents[2]
RETURN_DAYS = 6
ATTEMPTS_MAX = 12
RETURNS = {"returned_bp": 5_000}
ROUGH = RETURNS | {
    "error_before_bp": 3_000, "error_after_bp": 4_000, "payment_rejected_bp": 3_000,
}  # fmt: skip
AT_REST = {
    "payments": {"settled", "reissued", "rejected"},
    "chunks": {"sent", "refused"},
    "files": {"read"},
    "differences": {"resolved"},
}
STEPS = {
    "submit": ("submit-before-commit",),
    "approve": ("approve-before-commit",),
    "release": (
        "release-after-payments", "release-after-entries", "release-before-commit",
        "release-after-commit",
    ),
    # After a call whose answer nobody heard comes the enquiry.
    "send": (
        "claim-after-bytes", "claim-after-commit", "send-before-call", "send-after-call",
        "enquire-after-call", "sent-before-commit", "sent-after-commit",
    ),
    "fetch": (
        "arrive-before-commit", "arrive-after-commit", "read-before-commit", "read-after-commit",
    ),
    "fetch a statement": (
        "arrive-before-commit", "read-after-lines", "read-after-payments", "arrive-after-commit",
        "read-before-commit@2",
    ),
    "reissue": ("reissue-before-commit",),
}  # fmt: skip
"""At which places a deed is killed, one after the other, before it may end."""


class BrokenError(AssertionError):
    """The books or the bank do not agree, or a deed failed."""


class Payer:
    """A running payer.py."""

    def __init__(self, process):
        self.process = process

    def ask(self, do, **more):
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()

    def go_on(self):
        """Lets a deed go on that holds or pauses."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def answered(self):
        line = self.process.stdout.readline()
        if not line:
            raise BrokenError("the payer itself is gone")
        return json.loads(line)


@contextmanager
def payer(data, bank_url, **more):
    """A process that pays from the database of that data folder, or of `more`."""
    around = environment(
        data, ZHIQIAO_BANK=bank_url, ZHIQIAO_BANK_FILE_PAYMENTS="2", OMP_NUM_THREADS="1", **more
    )
    around["PYTHONPATH"] = f"{ROOT}{os.pathsep}{around['PYTHONPATH']}"
    process = subprocess.Popen(
        [sys.executable, PAYER], env=around, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        found = Payer(process)
        assert found.answered() == {"ready": True}
        yield found
    finally:
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


class PayingSite:
    """Rounds of lists that are made, paid, settled, returned and paid anew, killed on the way.

    Args:
        payer: does one deed after the other.
        bank: has `call(method, path, body)`.
        seed: of everything that is left to chance.
        always: told with every deed, such as another database or a planted fault.
    """

    def __init__(self, payer, bank, *, seed=1, always=None):
        self.payer, self.bank, self.always = payer, bank, always or {}
        self.chance = random.Random(seed)  # noqa: S311 -- a seed that can be given again
        self.kills, self.lengths = Counter(), {}
        self.number = self.payees = 0

    def tell(self, do, **more):
        """What the deed answered, or {"killed": …}; an error that was not wanted ends all."""
        self.payer.ask(do, **self.always, **more)
        said = self.payer.answered()
        if "not planted" in said:
            raise LookupError(said["not planted"])
        is_wanted = str(more.get("at", "")).endswith(":error")
        if "error" in said and not (is_wanted and said["error"] == "FailpointError"):
            raise BrokenError(f"{do}: {said}")
        if said.get("killed") == signal.SIGKILL:
            self.kills[more.get("at") or f"{do}, at a statement"] += 1
        elif "error" in said:
            self.kills[more["at"]] += 1
        self.lengths[do] = max(self.lengths.get(do, 1), said.get("statements", 1))
        return said

    def done(self, do, **more):
        said = self.tell(do, **more)
        if "answer" not in said:
            raise BrokenError(f"{do}: {said}")
        return said["answer"]

    def prepare(self, payees=3, total_fen=None, budget_fen=10**12):
        total_fen = total_fen or payees * 33_333_333
        self.payees += payees
        return self.done("prepare", payees=payees, total_fen=total_fen, budget_fen=budget_fen)

    def more_payees(self, count=3):
        amounts = [self.chance.randint(1, 5_000_000_00) for _ in range(count)]
        self.done("add", amounts=amounts, first=self.payees)
        self.payees += count

    def faults(self, **rates):
        self.bank.call("POST", "/faults", {"preset": "none", **rates})

    def day(self):
        self.bank.call("POST", "/advance?days=1")

    def check(self, **known):
        """Everything agrees, in the books and with the bank."""
        totals = self.bank.call("GET", "/totals")
        found = self.done("truth", totals=totals, **known)
        if found:
            raise BrokenError(f"after {sum(self.kills.values())} kills: {found[:6]}")

    def killed(self, do, places, *, how="", **more):
        """Does it, killed at each place in turn, looked at after each kill, and then to its end."""
        for place in places:
            self.tell(do, at=f"{place}{how}", **more)
            self.check()
        return self.done(do, **more)

    def killed_anywhere(self, do, times=2, **more):
        """Does it, killed at statements that chance picks, and then to its end."""
        for _ in range(times):
            number = self.chance.randint(1, self.lengths.get(do, 20) + 1)
            self.tell(do, statement=number, **more)
            self.check()
        return self.done(do, **more)

    def round(self, *, how="", anywhere=None, rates=RETURNS):
        """A list from its making until all is settled, with returns on the way.

        Args:
            how: ":error" where the deeds fail instead of being killed.
            anywhere: how many kills at statements each deed has instead; 0 for none at all.
            rates: how the bank errs until the first payments are settled.
        """
        self.number += 1
        if self.number > 1:
            self.more_payees()

        def perform(step, **more):
            do = step.partition(" ")[0]
            if anywhere is not None:
                return self.killed_anywhere(do, anywhere, **more)
            return self.killed(do, STEPS.get(step, ()), how=how, **more)

        self.faults(**rates)
        made = perform("make", title=f"第 {self.number} 批")
        for step in ("submit", "approve", "release"):
            perform(step, number=made)
        self.sent_and_settled(perform)
        self.faults()
        for _ in range(RETURN_DAYS):
            self.day()
        perform("fetch")
        if perform("reissue") or self.done("look")["payments"].get("queued"):
            self.sent_and_settled(perform)
        self.end()

    def sent_and_settled(self, perform):
        perform("send")
        self.sent()
        perform("fetch")
        self.day()
        perform("fetch a statement")

    def sent(self):
        """Sends until the bank has answered for every file."""
        for _ in range(ATTEMPTS_MAX):
            left = self.done("send", after_a_while=True)
            self.check()
            if not left:
                return

    def end(self):
        """Nothing is left over: every payment is settled, as the bank has paid it."""
        self.sent()
        self.day()
        self.done("fetch")
        self.check(is_quiet=True)
        left = self.done("look")
        if any(set(left[each]) - AT_REST[each] for each in AT_REST):
            raise BrokenError(f"left over: {left}")
        kept, sent = sum(left["files"].values()), len(self.files())
        if kept != sent:
            raise BrokenError(f"the bank sent {sent} files, {kept} are kept")

    def files(self):
        """What the bank has sent."""
        found, last = [], 0
        while page := self.bank.call("GET", f"/files?after={last}&at_most=500")["files"]:
            found, last = found + page, page[-1]["number"]
        return found
