"""Comparing a programme with the facts of all enterprises: who meets it, and what is due."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiqiao.policy import Assessment, Verdict, assess, entitlements, settle
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.reasons import Reason
from zhiqiao.policy.settle import settled_frames
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.grants.conditions import Candidate
from zhiqiao.web.grants.earlier import earlier_grants
from zhiqiao.web.grants.repealed import is_repealed
from zhiqiao.web.profiles.access import seen_of_others
from zhiqiao.web.profiles.models import Fact, Source
from zhiqiao.web.profiles.queries import counting_on, values_on
from zhiqiao.web.programmes.fact_table import facts_needed, read_facts
from zhiqiao.web.programmes.sweeping import judged, only, related
from zhiqiao.web.rulebook.current import rulebook

MET = Verdict.MET.value


@dataclass(frozen=True, slots=True)
class Due:
    """What is due to one enterprise that meets the programme."""

    settled_fen: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Compared:
    """How all enterprises stand for a programme on a day.

    Attributes:
        met: by enterprise what is due to those that meet it.
        verdicts: by verdict how many there are.
    """

    programme: Programme
    version: Version | None
    on: date
    met: Mapping[int, Due]
    verdicts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One enterprise that meets the programme, and the facts that it was judged on, by name."""

    candidate: Candidate
    facts: Mapping[str, Fact]

    @property
    def organisation(self) -> Organisation:
        """The enterprise."""
        return self.candidate.organisation


def compare(actor: Person, programme_id: str, *, on: date) -> Compared:
    """Judges all active enterprises by the rule of the day, on the facts that the actor may see.

    What the programme shares money with is judged too, so that exclusions, caps and the order of
    the budget are settled.

    Raises:
        KeyError: there is no such programme.
    """
    book = rulebook()
    programme = book.programme(programme_id)
    if programme is None:
        raise KeyError(programme_id)
    ids = related(book, programme_id)
    small = only(book, ids)
    read = read_facts(facts_needed(small, ids), on, seen=seen_of_others(actor))
    swept = judged(small, read, on)
    met: dict[int, Due] = {}
    verdicts: Counter[str] = Counter()
    for frame in settled_frames(swept, settle(entitlements(swept))):
        if frame["programme"][0] != programme_id:
            continue
        verdicts.update(frame["verdict"].to_list())
        for row in frame.filter(frame["verdict"] == MET).iter_rows(named=True):
            reason = Reason[row["reason"]] if row["reason"] else Reason.GRANTED
            met[int(row["enterprise"])] = Due(row["granted_fen"], reason)
    return Compared(programme, programme.version_on(on), on, met, verdicts)


def found_of(
    actor: Person, compared: Compared, organisations: Sequence[int], *, period: str
) -> list[Found]:
    """Some of those that meet it, each judged again clause by clause; a few queries for all."""
    facts = _facts(actor, compared, organisations)
    before = earlier_grants(compared.programme, compared.version, organisations, period=period)
    known = Organisation.objects.in_bulk(list(organisations))
    repealed = is_repealed(compared.programme.id)
    found = []
    for number in organisations:
        counting = counting_on(facts.get(number, ()), compared.on)
        candidate = Candidate(
            organisation=known[number],
            version=compared.version,
            assessed=_assessed(compared, counting.values()),
            certified=_assessed(
                compared, [each for each in counting.values() if each.source != Source.SELF]
            ),
            settled_fen=compared.met[number].settled_fen,
            reason=compared.met[number].reason,
            before=before.get(number),
            is_repealed=repealed,
        )
        found.append(Found(candidate, counting))
    return found


def _facts(
    actor: Person, compared: Compared, organisations: Sequence[int]
) -> dict[int, list[Fact]]:
    """By enterprise the facts that the programme needs, as far as the actor may see them."""
    names = facts_needed(rulebook(), [compared.programme.id])
    rows = Fact.objects.unscoped().current().filter(organisation__in=list(organisations))
    rows = rows.filter(name__in=names, visibility__in=sorted(seen_of_others(actor)))
    found: dict[int, list[Fact]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def _assessed(compared: Compared, facts: Iterable[Fact]) -> Assessment:
    return assess(compared.programme, values_on(facts, compared.on), on=compared.on)
