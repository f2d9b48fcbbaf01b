"""What the page of one programme tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiqiao.policy import Assessment, assess
from zhiqiao.policy.explain import Finding, findings, want
from zhiqiao.policy.language.nodes import Compare, Has, Member, NumberIn, TruthFact
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.showing import Language
from zhiqiao.policy.values import Citation, Material
from zhiqiao.web.programmes.amounts import RuleLine, rule_lines
from zhiqiao.web.programmes.histories import VersionStory, history_of
from zhiqiao.web.programmes.openings import Span, spans_of
from zhiqiao.web.programmes.publications import EditedText

WHETHER = "是否"


@dataclass(frozen=True, slots=True)
class PlainCondition:
    """One condition in plain words, with the rule's own beside it.

    Attributes:
        text: what is wanted of whom, without anyone's values.
        source: as the rule's file writes it.
    """

    id: str
    kind: str
    text: str
    source: str
    note: str
    citation: str
    is_to_verify: bool


@dataclass(frozen=True, slots=True)
class ProgrammeStory:
    """One programme as its page tells it; without a rule on the day only its history is."""

    programme: Programme
    version: Version | None
    conditions: tuple[PlainCondition, ...]
    amount_lines: tuple[RuleLine, ...]
    spans: tuple[Span, ...]
    citations: tuple[Citation, ...]
    materials: tuple[Material, ...]
    rivals: tuple[tuple[str, str], ...]
    unverified: tuple[str, ...]
    history: tuple[VersionStory, ...]


def story_of(
    programme: Programme,
    book: Rulebook,
    *,
    on: date,
    language: Language,
    texts: Sequence[EditedText] = (),
) -> ProgrammeStory:
    """Everything that the page tells of the programme on the day; `texts` as `texts_of` gives."""
    version = programme.version_on(on)
    return ProgrammeStory(
        programme=programme,
        version=version,
        conditions=tuple(_conditions(assess(programme, {}, on=on), book, language)),
        amount_lines=rule_lines(version, book, language) if version else (),
        spans=tuple(spans_of(version)) if version else (),
        citations=version.citations if version else (),
        materials=version.materials if version else (),
        rivals=tuple(_rivals(programme, version, book, on)) if version else (),
        unverified=tuple(_unverified(programme, version)) if version else (),
        history=history_of(programme, book, on=on, language=language, texts=texts),
    )


def _conditions(
    assessment: Assessment, book: Rulebook, language: Language
) -> Iterator[PlainCondition]:
    for each in findings(assessment, book.dictionary):
        yield PlainCondition(
            id=each.id,
            kind=each.kind,
            text=_plain(each, language),
            source=each.text,
            note=each.note,
            citation=each.citation,
            is_to_verify=each.is_to_verify,
        )


def _plain(finding: Finding, language: Language) -> str:
    """The subject and what is wanted of it; the rule's own words where it speaks of several."""
    rule = getattr(finding.said.leaf, "rule", None)
    if isinstance(rule, TruthFact):
        if finding.kind == "exclusion":
            return finding.text.removeprefix(WHETHER)
        return f"{rule.name}{_('：')}{want(finding, language)}"
    if finding.kind == "manual" or not isinstance(rule, Compare | Has | Member | NumberIn):
        return finding.text
    showing = finding.sheet.explainer.showings[language]
    subjects = {atom.subject for atom in finding.said.atoms(showing)}
    wanted = want(finding, language)
    if finding.kind == "exclusion" or len(subjects) != 1:
        return finding.text
    return f"{subjects.pop()} {wanted}"


def _rivals(
    programme: Programme, version: Version, book: Rulebook, on: date
) -> Iterator[tuple[str, str]]:
    """Programmes that cannot be had beside it: their ids and in which way."""
    for other, theirs in book.in_force(on):
        if other.id == programme.id:
            continue
        if version.exclusion and theirs.exclusion and _group(version) == _group(theirs):
            yield other.id, _("不能同时享受，取金额高的一项")
        if other.id in version.gives_way_to:
            yield other.id, _("已得这一项的，不再享受本事项")
        if programme.id in theirs.gives_way_to:
            yield other.id, _("享受本事项的，不再享受这一项")
        if version.cap and other.id in version.cap.programmes:
            yield other.id, _("两项合计有上限：%(cap)s") % {"cap": version.cap.source}


def _group(version: Version) -> str:
    return version.exclusion.group if version.exclusion else ""


def _unverified(programme: Programme, version: Version) -> Iterator[str]:
    """What exactly nobody has checked yet."""
    if version.has_unknown_dates:
        yield _("生效或失效的日期还没有查到")
    if not version.trust.is_verified:
        yield {
            "C": _("规则据转载或解读写成，还没有对照官方文件"),
            "R": _("规则据通行做法写成，还没有找到文件原文"),
        }.get(version.trust.value, _("规则的来源还没有人核对"))
    for leaf in version.leaves:
        if leaf.trust and not leaf.trust.is_verified:
            yield _("条件“%(text)s”的出处还没有核对") % {"text": leaf.source}
    if version.to_verify and not has_address(programme, version):
        yield _("还没有官方网址")


def has_address(programme: Programme, version: Version) -> bool:
    """Whether it says where its text is published."""
    return bool(programme.sources) or any(each.address for each in version.citations)
