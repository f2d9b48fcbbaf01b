"""What people call an account: apps tell it for the accounts that are theirs."""

from collections.abc import Callable, Collection, Iterable, Mapping

from zhiqiao.ledger import AccountKind
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.ledger.words import told_here

Finder = Callable[[Collection[int]], Mapping[int, str]]
"""From numbers of accounts to the names of those among them that are the app's."""

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Makes known who names some accounts; called when an app is ready."""
    _finders.append(finder)


def names_of(accounts: Iterable[Account]) -> dict[int, str]:
    """By number what each account is called: as its app says, else by its kind."""
    found = {each.pk: told_here(AccountKind(each.kind)) for each in accounts}
    numbers = list(found)
    for finder in _finders if numbers else ():
        found.update(finder(numbers))
    return found
