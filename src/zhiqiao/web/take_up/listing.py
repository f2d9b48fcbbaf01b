"""The list of one programme's enterprises: filtered, named, with what is known of each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.policy import Verdict
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.take_up.applied import Applied, applied_for
from zhiqiao.web.take_up.groups import GROUPINGS, NOT_KNOWN, SMALLEST
from zhiqiao.web.take_up.queries import judged_for, reminded_lately
from zhiqiao.web.take_up.wording import verdict_word

BASKETS: Mapping[str, Promise] = {
    "gap": gettext_lazy("应享未享"),
    "met": gettext_lazy("符合"),
    "manual": gettext_lazy("待人工核验"),
    "unknown": gettext_lazy("待补充"),
    "applied": gettext_lazy("已申报"),
}
MISSING_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One enterprise of the list.

    Attributes:
        known, needed: how many of the facts that the rule needs are known.
        reminded_on: when it was reminded, where that was lately.
    """

    organisation_id: int
    name: str
    uscc: str
    verdict: str
    amount_fen: int | None
    missing: tuple[str, ...]
    known: int
    needed: int
    applied_word: str
    reminded_on: date | None

    @property
    def verdict_word(self) -> str:
        """The verdict in the language of the page."""
        return verdict_word(self.verdict)

    @property
    def missing_shown(self) -> tuple[str, ...]:
        """The first few missing facts."""
        return self.missing[:MISSING_SHOWN]

    @property
    def share(self) -> float:
        """How much is known, 0 to 1."""
        return self.known / self.needed if self.needed else 1.0


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines of one basket, the highest amounts first; and how many each basket has."""

    basket: str
    lines: list[Line]
    counts: Mapping[str, int]
    groups: list[dict[str, Any]]
    newest: date | None
    unclaimed_fen: int


def listed_for(
    actor: Person, programme_id: str, *, on: date, basket: str, words: str, group: str
) -> Listed:
    """The enterprises of a programme that the basket, the words and the group leave.

    Args:
        actor: what is hidden from them counts as unknown.
        programme_id: of the department's.
        on: the day.
        basket: one of BASKETS; any other is the first.
        words: in the name or at the start of the credit code.
        group: as `size:小型`; "" for all.
    """
    basket = basket if basket in BASKETS else "gap"
    found = judged_for(actor, [programme_id], on)[programme_id]
    applied = applied_for([programme_id])[programme_id]
    rows = found.frame.to_dicts()
    by_basket = {code: [row for row in rows if _is_in(row, code, applied)] for code in BASKETS}
    kept = _of_group(by_basket[basket], group)
    named = _named(kept, words)
    lately = reminded_lately(programme_id, on)
    lines = [
        _line(row, named[row["enterprise"]], applied, lately, found.facts)
        for row in kept
        if row["enterprise"] in named
    ]
    lines.sort(key=lambda line: (-(line.amount_fen or 0), len(line.missing), line.name))
    unclaimed = sum(row["amount_fen"] or 0 for row in by_basket["gap"])
    counts = {code: len(some) for code, some in by_basket.items()}
    groups = _groups(by_basket[basket], group)
    return Listed(basket, lines, counts, groups, found.newest, unclaimed)


def _is_in(row: Mapping[str, Any], basket: str, applied: Applied) -> bool:
    has_applied = row["enterprise"] in applied.everyone
    if basket == "applied":
        return has_applied
    if basket == "gap":
        return row["verdict"] == Verdict.MET.value and not has_applied
    return bool(row["verdict"] == Verdict[basket.upper()].value)


def _of_group(rows: list[dict[str, Any]], group: str) -> list[dict[str, Any]]:
    grouping, _colon, name = group.partition(":")
    return [row for row in rows if row[grouping] == name] if grouping in GROUPINGS else rows


def _groups(rows: list[dict[str, Any]], current: str) -> list[dict[str, Any]]:
    """Choices to narrow the list by; groups of a few enterprises are none."""
    found = []
    for code, grouping in GROUPINGS.items():
        sizes = Counter(row[code] for row in rows)
        options = [
            {
                "value": f"{code}:{name}",
                "word": name or _("不知道"),
                "count": count,
                "is_current": f"{code}:{name}" == current,
            }
            for name, count in sizes.most_common()
            if count >= SMALLEST or name == NOT_KNOWN
        ]
        if len(options) > 1:
            found.append({"word": grouping.word, "options": options})
    return found


def _named(rows: list[dict[str, Any]], words: str) -> dict[int, tuple[str, str]]:
    """By number the name and credit code of those that the words find; one query."""
    wanted = {row["enterprise"] for row in rows}
    every = Organisation.objects.filter(kind="enterprise").values_list("pk", "name", "uscc")
    return {
        pk: (name, uscc)
        for pk, name, uscc in every.iterator(chunk_size=5_000)
        if pk in wanted and (words in name or (words and uscc.startswith(words.upper())))
    }


def _line(
    row: Mapping[str, Any],
    named: tuple[str, str],
    applied: Applied,
    lately: Mapping[int, date],
    needed: int,
) -> Line:
    number = row["enterprise"]
    return Line(
        organisation_id=number,
        name=named[0],
        uscc=named[1],
        verdict=row["verdict"],
        amount_fen=row["amount_fen"],
        missing=tuple(row["missing"] or ()),
        known=row["known"],
        needed=needed,
        applied_word=_applied_word(number, applied),
        reminded_on=lately.get(number),
    )


def _applied_word(number: int, applied: Applied) -> str:
    if number in applied.approved:
        return _("已通过")
    if number in applied.rejected:
        return _("未通过")
    return _("已申报") if number in applied.under_way else _("未申报")
