"""Which programmes there are, and how they stand for an organisation.

Everything here is read from the rulebook and from the facts that the actor sees; nothing is
written, and no verdict is kept.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from zhiqiao.policy import Assessment, assess, assess_all
from zhiqiao.policy.ask import ask_next
from zhiqiao.policy.explain import Finding, findings
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.sentences import sentence, summary
from zhiqiao.policy.showing import Language
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.models import FactState
from zhiqiao.web.profiles.queries import current_facts, sees_everything, values_on
from zhiqiao.web.programmes.values import (
    ClauseSentence,
    Condition,
    NextQuestion,
    OrganisationAssessment,
    ProgrammeAssessment,
    ProgrammeDetail,
    ProgrammeSummary,
)
from zhiqiao.web.rulebook.current import rulebook


def list_programmes(*, on: date | None = None) -> tuple[ProgrammeSummary, ...]:
    """Every programme, in order of the ids, as it stands on the day (today if left out)."""
    day = on or timezone.localdate()
    return tuple(_summary(each, each.version_on(day)) for each in rulebook().programmes)


def programme(id_: str, *, on: date | None = None) -> ProgrammeDetail | None:
    """One programme with the rule of the day (today if left out); None where there is none."""
    found = rulebook().programme(id_)
    if found is None:
        return None
    version = found.version_on(on or timezone.localdate())
    return _detail(found, version)


def _summary(found: Programme, version: Version | None) -> ProgrammeSummary:
    return ProgrammeSummary(
        id=found.id,
        name=found.name,
        department=found.department,
        level=found.level,
        mode=version.mode if version else "",
        is_in_force=version is not None,
        is_to_verify=version.to_verify if version else not found.trust.is_verified,
        start_on=version.valid.start_on if version else None,
        end_on=version.valid.end_on if version else None,
    )


def _detail(found: Programme, version: Version | None) -> ProgrammeDetail:
    documents: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    if version:
        citations = (f"{each.document} {each.number}".strip() for each in version.citations)
        documents = tuple(dict.fromkeys(citations))
        conditions = tuple(Condition(leaf.id, leaf.source, leaf.clause) for leaf in version.leaves)
    return ProgrammeDetail(
        summary=_summary(found, version),
        documents=documents,
        conditions=conditions,
        facts=tuple(sorted(version.facts())) if version else (),
        materials=tuple(each.name for each in version.materials) if version else (),
        benefits=version.benefits if version else (),
        audience=found.audience_text,
        note=found.note,
    )


def assess_organisation(
    *,
    actor: Person | AnonymousUser,
    organisation: Organisation,
    on: date | None = None,
    language: Language | None = None,
) -> OrganisationAssessment:
    """How every programme in force stands, on the facts that the actor may see; one query.

    Args:
        actor: for whom; what is hidden from them counts as unknown.
        organisation: which is assessed.
        on: the day of the event; today if left out.
        language: of the sentences; the page's if left out.
    """
    day, words = on or timezone.localdate(), language or page_language()
    rows = current_facts(actor, organisation)
    values = values_on(rows, day)
    found = [each for each in assess_all(rulebook(), values, on=day) if each.version is not None]
    return OrganisationAssessment(
        organisation_id=organisation.pk,
        on=day,
        is_partial_view=not sees_everything(actor, organisation),
        facts=tuple(sorted(values)),
        disputed=tuple(sorted({row.name for row in rows if row.state == FactState.DISPUTED})),
        questions=tuple(
            NextQuestion(each.fact, each.text, each.decides, each.at_stake_fen)
            for each in ask_next(rulebook(), values, on=day)
        ),
        programmes=tuple(_assessed(each, words) for each in found),
    )


def assess_programme(
    *,
    actor: Person | AnonymousUser,
    organisation: Organisation,
    programme_id: str,
    on: date | None = None,
    language: Language | None = None,
) -> ProgrammeAssessment | None:
    """As `assess_organisation`, of one programme; None where it has no rule on the day."""
    day = on or timezone.localdate()
    found = rulebook().programme(programme_id)
    if found is None or found.version_on(day) is None:
        return None
    values = values_on(current_facts(actor, organisation), day)
    return _assessed(assess(found, values, on=day), language or page_language())


def _assessed(found: Assessment, language: Language) -> ProgrammeAssessment:
    version = found.version
    return ProgrammeAssessment(
        id=found.programme.id,
        name=found.programme.name,
        department=found.programme.department,
        verdict=str(found.verdict),
        amount_fen=found.amount_fen,
        potential_fen=found.potential_fen,
        bound_fen=found.bound_fen,
        missing=found.missing,
        summary=summary(found, language),
        clauses=tuple(_clause(each, language) for each in findings(found, rulebook().dictionary)),
        is_to_verify=version.to_verify if version else False,
    )


def _clause(finding: Finding, language: Language) -> ClauseSentence:
    return ClauseSentence(
        id=finding.id,
        kind=finding.kind,
        state=finding.state.value,
        sentence=sentence(finding, language),
        citation=finding.citation,
        missing=finding.missing,
        is_deciding=finding.is_deciding,
        is_to_verify=finding.is_to_verify,
    )
