"""What is handed in, as one JSON value that no later change of anything can alter."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from zhiqiao.policy import Assessment
from zhiqiao.policy.explain import Finding
from zhiqiao.policy.sentences import sentence, summary
from zhiqiao.policy.showing import Language
from zhiqiao.policy.working import worked
from zhiqiao.web.applications.models import Application, Material
from zhiqiao.web.applications.standing import Standing, digest, is_against
from zhiqiao.web.profiles.dictionary import entries
from zhiqiao.web.profiles.models import Fact, Source
from zhiqiao.web.profiles.reading import shown
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.texts import text_of

LANGUAGES: tuple[Language, ...] = ("zh", "en")
Content = dict[str, Any]


def frozen(standing: Standing, application: Application, materials: Iterable[Material]) -> Content:
    """Facts, rule, verdict, amount and files as they are now; plain JSON values only."""
    found = standing.assessment
    return {
        "on": standing.on.isoformat(),
        "programme": _programme(standing),
        "verdict": str(found.verdict),
        "amount_fen": found.amount_fen,
        "potential_fen": found.potential_fen,
        "bound_fen": found.bound_fen,
        "summary": {each: summary(found, each) for each in LANGUAGES},
        "clauses": [frozen_clause(each) for each in standing.clauses],
        "working": frozen_working(standing.assessment),
        "facts": [frozen_fact(each.fact) for each in standing.known if each.fact],
        "missing": [line.entry.name for line in standing.missing],
        "unknown": sorted(application.unknown),
        "materials": _materials(standing, materials),
        "note": application.note,
    }


def _programme(standing: Standing) -> Content:
    text = standing.text or text_of(standing.programme.id)
    return {
        "id": standing.programme.id,
        "name": standing.programme.name,
        "department": standing.programme.department,
        "version": standing.version.label,
        "mode": standing.version.mode,
        "text": text,
        "text_sha256": digest(text),
    }


def frozen_clause(finding: Finding) -> Content:
    """One clause with what it wants, what there is, and its source, in both languages."""
    return {
        "id": finding.id,
        "kind": finding.kind,
        "state": finding.state.value,
        "citation": finding.citation,
        "sentence": {each: sentence(finding, each) for each in LANGUAGES},
        "is_deciding": finding.is_deciding,
        "is_against": is_against(finding),
        "missing": list(finding.missing),
    }


def frozen_working(assessment: Assessment) -> list[Content]:
    """The calculation, line by line, in both languages."""
    dictionary = rulebook().dictionary
    by_language = [worked(assessment, dictionary, each) for each in LANGUAGES]
    return [
        {
            "label": dict(zip(LANGUAGES, (line.label for line in lines), strict=True)),
            "shown": dict(zip(LANGUAGES, (line.shown for line in lines), strict=True)),
            "note": dict(zip(LANGUAGES, (line.note for line in lines), strict=True)),
        }
        for lines in zip(*by_language, strict=True)
    ]


def frozen_fact(fact: Fact) -> Content:
    """One fact with its source and the day that it is of."""
    entry = entries()[fact.name]
    return {
        "name": fact.name,
        "code": entry.code or entry.name,
        "value": fact.value,
        "shown": {each: shown(entry, fact.value, each) for each in LANGUAGES},
        "unit": fact.unit,
        "period": fact.period,
        "as_of": fact.as_of.isoformat(),
        "source": fact.source,
        "source_note": fact.source_note,
        "is_proved": fact.source != Source.SELF,
        "row": fact.pk,
    }


def _materials(standing: Standing, materials: Iterable[Material]) -> list[Content]:
    """The documents that the rule asks for, then what was added, each with its files."""
    files = list(materials)
    asked = [
        {
            "name": each.name,
            "is_waived": each.is_waivable,
            "files": [_file(file) for file in files if file.name == each.name],
        }
        for each in standing.version.materials
    ]
    names = {each.name for each in standing.version.materials}
    more = [_file(file) for file in files if file.name not in names]
    return [*asked, {"name": "", "is_waived": False, "files": more}] if more else asked


def _file(material: Material) -> Content:
    attachment = material.attachment
    return {
        "id": attachment.pk,
        "name": attachment.name,
        "kind": attachment.kind,
        "size_bytes": attachment.size_bytes,
        "sha256": attachment.sha256,
    }


def sha256_of(content: Content) -> str:
    """The digest of what was handed in: of its JSON with sorted keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
