"""What an entitlement rests on, as one JSON value that no later change of anything can alter."""

from collections.abc import Iterable
from typing import Any

from zhiqiao.policy.explain import findings
from zhiqiao.policy.sentences import summary
from zhiqiao.web.applications.models import Application
from zhiqiao.web.applications.snapshot import (
    LANGUAGES,
    Content,
    frozen_clause,
    frozen_fact,
    frozen_working,
)
from zhiqiao.web.applications.standing import digest
from zhiqiao.web.grants.conditions import Condition
from zhiqiao.web.grants.finding import Compared, Found
from zhiqiao.web.rulebook.current import rulebook


def frozen(
    compared: Compared, found: Found, conditions: Iterable[Condition], *, text: str
) -> Content:
    """Rule, conditions, clauses, facts and amount of one that was found; plain JSON values only.

    Args:
        compared: the comparison that found it.
        found: the enterprise.
        conditions: the four of an automatic grant.
        text: of the rule; its digest is kept.
    """
    candidate = found.candidate
    assessed = candidate.assessed
    return {
        "on": compared.on.isoformat(),
        "programme": {
            "id": compared.programme.id,
            "name": compared.programme.name,
            "department": compared.programme.department,
            "version": candidate.version.label if candidate.version else "",
            "mode": candidate.version.mode if candidate.version else "",
            "text_sha256": digest(text),
        },
        "verdict": str(assessed.verdict),
        "amount_fen": assessed.amount_fen,
        "settled_fen": candidate.settled_fen,
        "reason": candidate.reason.name,
        "summary": {each: summary(assessed, each) for each in LANGUAGES},
        "conditions": [
            {"code": str(each.code), "is_kept": each.is_kept, "why": str(each.why)}
            for each in conditions
        ],
        "clauses": [frozen_clause(each) for each in findings(assessed, rulebook().dictionary)],
        "working": frozen_working(assessed),
        "facts": [frozen_fact(found.facts[name]) for name in sorted(found.facts)],
    }


def frozen_application(application: Application, handed_in: Content) -> Content:
    """The same of an application that was approved, from what was handed in."""
    kept: dict[str, Any] = {
        name: handed_in[name]
        for name in ("on", "verdict", "amount_fen", "summary", "clauses", "working", "facts")
    }
    programme = {name: each for name, each in handed_in["programme"].items() if name != "text"}
    return kept | {
        "programme": programme,
        "settled_fen": application.amount_fen,
        "reason": "APPROVED",
        "conditions": [],
        "application": application.pk,
    }


def first_citation(content: Content) -> str:
    """The clause that a public notice names: that of the first clause that is met."""
    return next((each["citation"] for each in content["clauses"] if each["citation"]), "")
