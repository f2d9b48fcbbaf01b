"""What is no longer as it was handed in."""

from dataclasses import dataclass
from typing import Any

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.profiles.models import Fact
from zhiqiao.web.profiles.queries import current_facts, shown_value


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of a submission that has another value by now, as the reader may know it."""

    name: str
    was: str
    fact: Fact

    @property
    def now(self) -> str:
        """The value that stands now."""
        return shown_value(self.fact)


def changed_since(
    actor: Person, organisation: Organisation, content: dict[str, Any]
) -> dict[str, Change]:
    """By name the facts whose value changed since; only those that the actor may see now.

    Args:
        actor: for whom.
        organisation: whose facts.
        content: what was handed in.
    """
    now: dict[str, Fact] = {}
    for fact in current_facts(actor, organisation):
        now.setdefault(fact.name, fact)
    return {
        each["name"]: Change(each["name"], each["value"], now[each["name"]])
        for each in content["facts"]
        if each["name"] in now and _differs(each, now[each["name"]])
    }


def _differs(handed_in: dict[str, Any], fact: Fact) -> bool:
    return (fact.value, fact.period) != (handed_in["value"], handed_in["period"])
