"""The rule and the day of the first submission: what comes later is judged by them too."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiqiao.policy import PolicyError
from zhiqiao.policy.overlay import read_over
from zhiqiao.policy.programme import Programme
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.applications.models import Application
from zhiqiao.web.applications.standing import Standing, standing_of, standing_under
from zhiqiao.web.rulebook.current import rulebook


@dataclass(frozen=True, slots=True)
class FirstRule:
    """A programme as its text was when an application was first handed in, and that day."""

    programme: Programme
    text: str
    on: date


def first_rule(application: Application) -> FirstRule | None:
    """The rule that it was first handed in under; None before that."""
    first = application.submissions.unscoped().order_by("number").first()
    if first is None:
        return None
    content: dict[str, Any] = first.content
    text = content["programme"]["text"]
    programme = _read(application.programme_id, text)
    return FirstRule(programme, text, date.fromisoformat(content["on"])) if programme else None


def _read(programme_id: str, text: str) -> Programme | None:
    """The programme of the text; today's where the facts dictionary cannot read it any more."""
    try:
        return read_over(rulebook(), text, f"handed-in/{programme_id}.yaml")
    except PolicyError:
        return rulebook().programme(programme_id)


def standing_for(actor: Person | None, application: Application) -> Standing | None:
    """How it stands: for a draft as of today, later by the rule and day of the first submission."""
    found = first_rule(application)
    if found is None:
        return standing_of(actor, application.organisation, application.programme_id)
    return standing_under(
        found.programme, actor, application.organisation, on=found.on, text=found.text
    )
