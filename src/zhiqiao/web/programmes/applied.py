"""What an organisation has applied for already, as the apps above tell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.web.accounts.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Applied:
    """An application that goes on or was approved.

    Attributes:
        version_label: the version of the rule that it was made under.
        word: how far it is, in a word.
        path: its page.
        approved_fen: what was granted, where money was.
    """

    programme_id: str
    version_label: str
    word: str
    path: str
    is_approved: bool
    approved_fen: int | None = None


Asked = Callable[[Person, Organisation], Iterable[Applied]]
applied_sources: list[Asked] = []
"""Each tells the applications of an organisation that a person sees, the newest last."""


def applied_on(
    *, actor: Person | AnonymousUser, organisation: Organisation, book: Rulebook, on: date
) -> Mapping[str, Applied]:
    """By programme the newest application; what an earlier version granted is no longer told."""
    if not isinstance(actor, Person):
        return {}
    told = [each for source in applied_sources for each in source(actor, organisation)]
    labels = {programme.id: version.label for programme, version in book.in_force(on)}
    return {
        each.programme_id: each
        for each in told
        if not each.is_approved or labels.get(each.programme_id) == each.version_label
    }
