"""A process that posts: told what a line at a time as JSON, it answers a line at a time.

{"do": "open", "budget_fen": 100}
{"do": "pay", "fen": 7, "keys": ["a", "b"]}      outcomes, by key
{"do": "look"}                                    the four sums of the budget, and the verdict
"""

import json
import sys


def main():
    from zhiqiao.cli.site import set_up_django

    set_up_django()
    say("ready")
    for line in sys.stdin:
        asked = json.loads(line)
        say(DEEDS[asked.pop("do")](**asked))


def say(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def opened(*, budget_fen):
    from tests.secure.keeping_books import Books

    return Books(budget_fen).organisation.pk


def pay(*, fen, keys):
    from tests.secure.keeping_books import TODAY, K, opened, perform

    from zhiqiao.ledger import LedgerRefusedError, Movement
    from zhiqiao.web.accounts.models import Organisation
    from zhiqiao.web.ledger.posting_actions import NewEntry, post

    department = Organisation.objects.get()
    line, transit = opened(K.BUDGET, department), opened(K.IN_TRANSIT, department)
    outcomes = {}
    for key in keys:
        entry = NewEntry(Movement.PAY, line, transit, fen, key, TODAY, "test", 1)
        try:
            outcomes[key] = perform(post, entry).pk
        except LedgerRefusedError as error:
            outcomes[key] = error.outcome.value
    return outcomes


def look():
    from tests.secure.keeping_books import K, sums

    from zhiqiao.web.ledger.models import Account, Entry
    from zhiqiao.web.ledger.queries import verify_rows

    line = Account.objects.unscoped().get(kind=K.BUDGET.value)
    return {
        "line": sums(line),
        "pays": Entry.objects.unscoped().filter(movement="pay").count(),
        "is_sound": verify_rows().is_sound,
    }


DEEDS = {"open": opened, "pay": pay, "look": look}

if __name__ == "__main__":
    from zhiqiao.web.audit.guard import without_guard

    with without_guard():  # departments are made by the tests' factories
        main()
