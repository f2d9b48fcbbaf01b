"""How an organisation stands for one programme now, fact by fact and clause by clause."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from zhiqiao.policy import Assessment, Verdict, assess
from zhiqiao.policy.explain import Finding, findings
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.sentences import sentence
from zhiqiao.policy.values import Fact as Entry
from zhiqiao.policy.values import Window
from zhiqiao.policy.working import WorkedLine, worked
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.models import Fact, Source
from zhiqiao.web.profiles.queries import counting_on, current_facts, values_on
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import departments_of

AUTOMATIC = "免申即享"


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact that the programme asks for, and what is known of it."""

    entry: Entry
    fact: Fact | None

    @property
    def code(self) -> str:
        """How addresses call it."""
        return self.entry.code or self.entry.name


@dataclass(frozen=True, slots=True)
class Standing:
    """A programme as it stands for an organisation on a day.

    Attributes:
        lines: the facts that the verdict or the amount can depend on, known ones first.
        departments: who answers for it on this site, the leading one first.
        text: of the rule; "" for the one that is in force now.
    """

    programme: Programme
    version: Version
    on: date
    assessment: Assessment
    lines: tuple[FactLine, ...]
    departments: tuple[Organisation, ...]
    text: str = ""

    @property
    def department(self) -> Organisation | None:
        """Who receives an application; None where nobody does on this site."""
        return self.departments[0] if self.departments else None

    @property
    def verdict(self) -> Verdict:
        """One of the five."""
        return self.assessment.verdict

    @property
    def missing(self) -> tuple[FactLine, ...]:
        """What the verdict or the amount waits for."""
        names = set(self.assessment.missing)
        return tuple(line for line in self.lines if line.entry.name in names and not line.fact)

    @property
    def known(self) -> tuple[FactLine, ...]:
        """What is known."""
        return tuple(line for line in self.lines if line.fact)

    @property
    def clauses(self) -> tuple[Finding, ...]:
        """Every clause, in order of writing."""
        return findings(self.assessment, rulebook().dictionary)

    @property
    def working(self) -> tuple[WorkedLine, ...]:
        """How the amount comes about."""
        return worked(self.assessment, rulebook().dictionary, page_language())

    @property
    def is_automatic(self) -> bool:
        """Whether it is paid without an application."""
        return self.version.mode == AUTOMATIC

    @property
    def window(self) -> Window | None:
        """The window that is open, else the next one; None where none is known."""
        return next(
            iter(sorted(self._coming(), key=lambda each: each.days.start_on or date.min)), None
        )

    @property
    def last_day(self) -> date | None:
        """The last day of that window; None where it has no end."""
        end = self.window.days.end_on if self.window else None
        return end - timedelta(days=1) if end else None

    def _coming(self) -> list[Window]:
        windows = self.version.windows
        return [each for each in windows if each.days.end_on is None or each.days.end_on > self.on]

    @property
    def is_open(self) -> bool:
        """Whether it may be applied for on the day: no window at all is no limit."""
        return not self.version.windows or any(
            each.days.holds(self.on) for each in self.version.windows
        )


def standing_of(
    actor: Person | None, organisation: Organisation, programme_id: str, *, on: date | None = None
) -> Standing | None:
    """How it stands on the facts that the actor sees; None where it is not in force that day.

    Args:
        actor: for whom; None for the site itself, which sees all.
        organisation: whose facts.
        programme_id: of the rulebook.
        on: the day; today if left out.
    """
    programme = rulebook().programme(programme_id)
    if programme is None:
        return None
    return standing_under(programme, actor, organisation, on=on or timezone.localdate())


def standing_under(
    programme: Programme,
    actor: Person | None,
    organisation: Organisation,
    *,
    on: date,
    text: str = "",
) -> Standing | None:
    """As `standing_of`, under a programme that need not be today's; `text` is its rule."""
    version = programme.version_on(on)
    if version is None:
        return None
    rows = _facts(actor, organisation)
    return Standing(
        programme=programme,
        version=version,
        on=on,
        assessment=assess(programme, values_on(rows, on), on=on),
        lines=_lines(version, counting_on(rows, on)),
        departments=tuple(departments_of(programme)),
        text=text,
    )


def _facts(actor: Person | None, organisation: Organisation) -> list[Fact]:
    if actor is not None:
        return current_facts(actor, organisation)
    return list(Fact.objects.unscoped().current().filter(organisation=organisation))


def _lines(version: Version, known: dict[str, Fact]) -> tuple[FactLine, ...]:
    """The facts of the rule, in the order of the dictionary; worked-out ones by what they need."""
    dictionary = rulebook().dictionary
    wanted = version.facts()
    return tuple(
        FactLine(entry, known.get(name))
        for name, entry in dictionary.items()
        if name in wanted and (name in known or not entry.formula)
    )


def version_label(standing: Standing) -> str:
    """What tells the versions of a programme apart: its label, else its first day."""
    start = standing.version.valid.start_on
    return standing.version.label or (start.isoformat() if start else "-")


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_proved(line: FactLine) -> bool:
    """Whether somebody else than the organisation says so."""
    return line.fact is not None and line.fact.source != Source.SELF


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause in the reader's language.

    Attributes:
        state: "holds", "fails", "missing", "undefined" or "manual".
        is_against: whether it speaks against the organisation.
    """

    id: str
    kind: str
    state: str
    sentence: str
    citation: str
    is_deciding: bool
    is_against: bool


def clause_lines(standing: Standing) -> list[ClauseLine]:
    """Every clause as pages show it."""
    language = page_language()
    return [
        ClauseLine(
            id=each.id,
            kind=each.kind,
            state=each.state.value,
            sentence=sentence(each, language),
            citation=each.citation,
            is_deciding=each.is_deciding,
            is_against=is_against(each),
        )
        for each in standing.clauses
    ]


def is_against(finding: Finding) -> bool:
    """Whether a clause that is decided speaks against the organisation."""
    if finding.truth is None:
        return False
    return finding.truth if finding.kind == "exclusion" else not finding.truth
