"""The answers of a what-if as pages and files show them."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from zhiqiao.policy import Verdict
from zhiqiao.web.accounts.models import Organisation, OrganisationKind
from zhiqiao.web.drafts.models import WhatIf
from zhiqiao.web.drafts.what_if_actions import unpacked
from zhiqiao.web.take_up.groups import GROUPINGS, NOT_KNOWN, OTHERS
from zhiqiao.web.take_up.wording import verdict_word

MET, UNKNOWN = Verdict.MET.value, Verdict.UNKNOWN.value
BASKETS = ("gained", "lost", "obscured", "amount", "other")


def basket_of(row: Mapping[str, Any]) -> str:
    """What happens to an enterprise: the most important of it."""
    before, after = row["verdict_before"], row["verdict_after"]
    if before == after == MET:
        return "amount"
    if after == MET:
        return "gained"
    if before == MET and after != UNKNOWN:
        return "lost"
    return "obscured" if after == UNKNOWN else "other"


def basket_words() -> dict[str, str]:
    """The baskets in words."""
    return {
        "gained": _("新符合"),
        "lost": _("不再符合"),
        "obscured": _("变为待补充"),
        "amount": _("金额变了"),
        "other": _("其他变化"),
    }


def rows_of(what_if: WhatIf) -> list[dict[str, Any]]:
    """The enterprises for which something changes, with their names; one query."""
    if what_if.pairs is None:
        return []
    frame: pl.DataFrame = unpacked(bytes(what_if.pairs))
    rows = frame.to_dicts()
    wanted = {int(row["enterprise"]) for row in rows}
    every = Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE)
    named = every.values_list("pk", "name").iterator(chunk_size=5_000)
    names = {pk: name for pk, name in named if pk in wanted}
    return [
        row
        | {
            "organisation_id": int(row["enterprise"]),
            "name": names.get(int(row["enterprise"]), ""),
            "basket": basket_of(row),
            "before": verdict_word(row["verdict_before"]),
            "after": verdict_word(row["verdict_after"]),
        }
        for row in rows
    ]


def verdict_chart(result: Mapping[str, Any]) -> dict[str, Any]:
    """How many stand how, before and after."""
    verdicts = [verdict.value for verdict in Verdict]
    return {
        "kind": "bar",
        "labels": [verdict_word(each) for each in verdicts],
        "series": [
            {
                "name": _("现在"),
                "values": [result["before"]["verdicts"][each] for each in verdicts],
            },
            {
                "name": _("发布后"),
                "values": [result["after"]["verdicts"][each] for each in verdicts],
            },
        ],
        "unit": _("家"),
    }


def group_charts(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """By size, industry and area: entitled before and after; nothing where all are one group."""
    found = []
    for grouping, lines in result["groups"].items():
        if len(lines) < 2:  # noqa: PLR2004 -- one group is the whole again
            continue
        data = {
            "kind": "bar",
            "labels": [group_word(name) for name in lines],
            "series": [
                {"name": _("现在"), "values": [line[0] for line in lines.values()]},
                {"name": _("发布后"), "values": [line[1] for line in lines.values()]},
            ],
            "unit": _("家"),
        }
        found.append({"word": str(GROUPINGS[grouping].word), "data": data})
    return found


def group_word(name: str) -> str:
    """A group in words."""
    return {NOT_KNOWN: _("不知道"), OTHERS: _("其他（每组不足 5 家）")}.get(name, name)
