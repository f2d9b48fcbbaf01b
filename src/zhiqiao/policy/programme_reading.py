"""Reads a programme file: its head, its versions, its inline cases."""

from datetime import date
from typing import cast

from zhiqiao.policy.case_reading import CaseReader
from zhiqiao.policy.document import Listing, Table, read_yaml
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind, Severity
from zhiqiao.policy.language.checking import check_truth
from zhiqiao.policy.language.nodes import TruthNode
from zhiqiao.policy.language.scope import Scope
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.reader import Reader
from zhiqiao.policy.values import Case, Trust
from zhiqiao.policy.version_reading import VersionReader

KEYS = [
    "事项", "标题", "编号", "部门", "级别", "类型", "可信", "推送对象", "来源", "说明", "版本",
]  # fmt: skip
LEVELS = ("国家", "省", "市", "区县", "园区")
KINDS = [
    "认定",
    "资金",
    "税收",
    "贴息",
    "担保",
    "券",
    "场地",
    "个人",
    "服务",
    "机制",
    "框架",
    "人才",
    "其他",
]


def read_programme(
    text: str, file: str, facts: Scope
) -> tuple[Programme | None, tuple[Problem, ...]]:
    """The programme and its warnings, or None and its errors.

    Args:
        text: the YAML.
        file: its name, for messages.
        facts: the scope of the facts dictionary.
    """
    reader = Reader()
    item = reader.attempt(lambda: read_yaml(text, file))
    table = reader.table(item, KEYS) if item is not None else None
    programme = _programme(reader, table, facts) if table else None
    if any(problem.severity is Severity.ERROR for problem in reader.problems):
        programme = None
    return programme, tuple(reader.problems)


def _programme(reader: Reader, table: Table, facts: Scope) -> Programme | None:
    """The programme of a table."""
    name, id_text = reader.required(table, "事项"), reader.required(table, "编号")
    trust = reader.choice(table, "可信", Trust, Trust.SECONDARY)
    versions, cases = _versions(reader, table, facts, trust)
    audience = _audience(reader, table, facts)
    if name is None or id_text is None:
        return None
    return Programme(
        id=id_text.text,
        name=name.text,
        title=reader.words(table, "标题"),
        department=reader.words(table, "部门"),
        level=_word(reader, table, "级别", LEVELS),
        kinds=_kinds(reader, table),
        trust=trust,
        audience=audience,
        audience_text=reader.words(table, "推送对象"),
        sources=reader.texts(table, "来源"),
        note=reader.words(table, "说明"),
        versions=tuple(sorted(versions, key=lambda each: each.valid.start_on or date.min)),
        cases=tuple(cases),
        place=table.place,
        compiler=facts.compiler,
    )


def _word(reader: Reader, table: Table, key: str, known: tuple[str, ...]) -> str:
    """One of the known words; nothing where the key is left out."""
    item = table.entries.get(key)
    text = reader.text(item, key) if item is not None else None
    if text and text.text not in known:
        reader.word_unknown(text, key, known)
    return text.text if text else ""


def _kinds(reader: Reader, table: Table) -> tuple[str, ...]:
    """类型: one word or several."""
    found: list[str] = []
    for item in reader.listing(table, "类型"):
        text = reader.text(item, "类型")
        if text and text.text not in KINDS:
            reader.word_unknown(text, "类型", KINDS)
        elif text:
            found.append(text.text)
    return tuple(found)


def _audience(reader: Reader, table: Table, facts: Scope) -> TruthNode | None:
    """Who is shown the programme."""
    item = table.entries.get("推送对象")
    text = reader.text(item, "推送对象") if item is not None else None
    if text is None:
        return None
    found = reader.attempt(lambda: check_truth(text.text, facts.within(()), text.place))
    return cast("TruthNode | None", found.node) if found else None


def _versions(
    reader: Reader, table: Table, facts: Scope, trust: Trust
) -> tuple[list[Version], list[Case]]:
    """The versions, none overlapping another, and the cases of all of them."""
    item = table.entries.get("版本")
    if not isinstance(item, Listing) or not item.items:
        kind = ProblemKind.KEY_MISSING if item is None else ProblemKind.LIST_WANTED
        reader.wrong(kind, item.place if item else table.place, key="版本")
        return [], []
    versions: list[Version] = []
    cases: list[Case] = []
    for each in item.items:
        version = VersionReader(reader, facts, trust).version(each)
        if version is not None:
            for other in versions:
                if other.valid.overlaps(version.valid):
                    reader.wrong(
                        ProblemKind.VERSIONS_OVERLAP, version.place, first=other.place.line
                    )
            versions.append(version)
        if isinstance(each, Table):
            start = version.valid.start_on if version else None
            cases += CaseReader(reader, start, {case.name for case in cases}).cases(each)
    return versions, cases


def programme_of(text: str, file: str, facts: Scope) -> Programme:
    """The programme of a text.

    Raises:
        PolicyError: with every problem found.
    """
    programme, problems = read_programme(text, file, facts)
    if programme is None:
        raise PolicyError([each for each in problems if each.severity is Severity.ERROR])
    return programme
