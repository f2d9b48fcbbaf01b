"""The ordinary checks of payouts, one after the other, each in a database of its own."""

import threading
from contextlib import contextmanager

from tests.secure.paying_site import ROUGH, BrokenError, PayingSite

from zhiqiao.bank.simulator import NONE, SimulatedBank
from zhiqiao.bank.simulator.server import BankServer


class NearBank:
    """A simulated bank behind HTTP, in a thread of this process."""

    def __init__(self, day):
        self.bank = SimulatedBank(faults=NONE, starts_on=day)
        self.server = BankServer(self.bank, ("127.0.0.1", 0))
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self.thread.start()
        self.url = self.server.url

    def call(self, method, path, body=None):
        from http.client import HTTPConnection
        from json import dumps, loads

        connection = HTTPConnection(*self.server.server_address, timeout=30)
        connection.request(method, path, body=dumps(body) if body is not None else None)
        answer = loads(connection.getresponse().read())
        connection.close()
        return answer

    def end(self):
        self.server.end()
        self.thread.join()
        self.server.server_close()
        self.bank.close()


@contextmanager
def near_bank(day):
    bank = NearBank(day)
    try:
        yield bank
    finally:
        bank.end()


def guards(site, _other):
    """What must be refused is refused."""
    found = site.done("guard")
    if found:
        raise BrokenError(f"not refused: {found}")


def calm_round(site, _other):
    """Bank days on which nobody is killed, but the bank errs."""
    site.round(anywhere=0, rates=ROUGH)


def round_of_kills(site, _other):
    """Killed at every place."""
    site.round()


def races(site, other, rounds=4):
    """Two click at once: one pays, the other is told so, and the money is right."""
    for _ in range(rounds):
        race(site, other)
    site.check()
    site.sent()
    site.day()
    site.done("fetch")
    site.check(is_quiet=True)


def race(site, other):
    """Two processes release the same list at the same moment."""
    amounts = [site.chance.randint(1, 9_999_999) for _ in range(3)]
    number, total_fen = site.done("approved", amounts=amounts, first=site.payees)
    site.payees += len(amounts)
    for each in (site, other):
        each.payer.ask("release", number=number, again=True, hold=True, **each.always)
    for each in (site, other):
        assert each.payer.answered() == {"held": True}
    for each in (site, other):
        each.payer.go_on()
    said = [each.payer.answered().get("answer") or {} for each in (site, other)]
    paid = [each for each in said if "payments" in each]
    refused = [each for each in said if "refused" in each]
    is_told = len(refused) == 1 and refused[0]["refused"]
    if len(paid) != 1 or not is_told or paid[0]["total_fen"] != total_fen:
        raise BrokenError(f"two at once: {said}")


TRIALS = (guards, calm_round, round_of_kills, races)


def caught(bug, name, *, new_database, payers, day, trials=TRIALS):
    """By which trial a planted fault is caught, and how it is told; None where by none.

    Args:
        bug: what is planted, `name` what it is called.
        new_database: makes an empty one, and gives its name.
        payers: two processes that pay.
        day: on which the bank begins.
        trials: in which order they are tried.
    """
    for trial in trials:
        with near_bank(day) as bank:
            always = {"database": new_database(), "bank": bank.url}
            site, other = (PayingSite(each, bank, always=dict(always)) for each in payers)
            site.prepare(payees=6)
            for table, key in bug.drops:
                site.done("weaken", table=table, name=key)
            for each in (site, other):
                each.always |= {"planted": name}
            try:
                trial(site, other)
            except BrokenError as error:
                return trial.__name__, str(error)
    return None
