"""Can this need be answered? What is there, what is missing, what to ask."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiqiao.matching.constraints import demands
from zhiqiao.matching.scenes import scenes
from zhiqiao.matching.values import Need, Span

Level = Literal["good", "fair", "poor"]
GOOD_FROM = 0.7
FAIR_FROM = 0.4
LENGTH_GOOD = 150
LENGTH_FAIR = 60
TARGETS_GOOD = 3


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing a solvable need says.

    Args:
        name: stable name.
        label: Chinese name.
        english: English name.
        weight: its part in the quality score.
        score: 0 (missing) to 1 (clear).
        note: what was found, in Chinese.
        span: where it was found, or None.
    """

    name: str
    label: str
    english: str
    weight: float
    score: float
    note: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """A limit the need sets, as found in its words or given in its form."""

    kind: Literal["figure", "budget", "deadline", "mode", "stage"]
    label: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask the seeker, for which facet."""

    facet: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Quality 0 to 1 (weighted facets), its level, and what follows from it."""

    quality: float
    level: Level
    facets: tuple[Facet, ...]
    constraints: tuple[Constraint, ...]
    questions: tuple[Question, ...]


_QUESTIONS = {
    "problem": (
        "现在的工艺或产品卡在哪一步？出现什么现象，造成多大损失？",
        "Where does the present process or product fail, how does it show and what does it cost?",
    ),
    "targets": (
        "希望达到哪些可测的指标？请给出数值、单位和测试方法，例如「抗拉强度 ≥350 MPa」。",
        "Which measurable targets must be reached? Give figures, units and the test method.",
    ),
    "conditions": (
        "在什么条件下使用（温度、介质、产量、设备、标准）？用在哪个产品或工序？",
        "Under which conditions is it used (temperature, medium, output, standard), and where?",
    ),
    "tried": (
        "已经试过哪些办法，为什么不行？有哪些设备、样品和人员可以配合？",
        "What has been tried and why did it fail? Which equipment, samples and staff can help?",
    ),
    "budget": ("打算投入多少经费？", "How much money is set aside?"),
    "deadline": ("希望什么时候拿到结果？", "By when is a result wanted?"),
    "mode": (
        "希望怎样合作：委托开发、转让、许可、咨询，还是先用后转？",
        "Which way of working together: development, transfer, licence, advice, try first?",
    ),
}
_PROBLEM = re.compile(
    r"问题|难题|难点|瓶颈|不足|缺陷|故障|困难|痛点|过高|过低|偏高|偏低|不稳定|不均|无法|不能|难以|亟需|亟待|急需|依赖进口|成本高|效率低|开裂|堵塞|腐蚀|脱落|超标|损耗|误差|返工|失效|报废"
)
_CONDITIONS = re.compile(
    r"工况|条件下|环境|温度|湿度|压力|介质|产能|产量|节拍|日处理|年产|标准|GB/?T?|适用于|用于|应用于|应用在|用在|场景"
)
_TRIED = re.compile(
    r"目前|现有|已有|现采用|采用|曾|尝试|试过|现状|基础|设备|产线|生产线|实验室|团队|可提供|能够提供|配合"
)
_MONEY = re.compile(
    r"(?:预算|经费|投入|资金|费用|出资)[^。；\n]{0,14}?\d[\d,.]{0,20}+\s{0,3}+(?:万|亿)?元"
)
_DEADLINE = re.compile(
    r"(?<!\d)20\d\d\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:底|末|前|之前|以前|内|完成|交付|投产)"
    r"|(?:计划|预计|希望|拟|要求|力争|争取|最迟)[^。；\n\d]{0,6}20\d\d\s?年(?:\s?\d{1,2}\s?月)?"
    r"|(?<!\d)\d{1,3}\s{0,3}+(?:个月|年|周|天)(?:内|之内|以内)|年底前|(?:半年|一年|两年)内"
)
_MODE = re.compile(
    r"技术开发|委托开发|联合开发|合作开发|联合研发|合作研发|技术转让|专利转让|技术许可|专利许可|授权(?:使用|许可|生产|实施)|技术入股|技术咨询|技术服务|先用后转|产学研|共建"
)


def diagnose(need: Need, *, on: date | None = None) -> Diagnosis:
    """What the need lacks to be answered, and the questions that would mend it.

    Deterministic: the same words give the same diagnosis. With `on`, a deadline before that
    day counts as missing.

    >>> found = diagnose(Need("n", "提高效率"))
    >>> found.level, found.questions[0].facet
    ('poor', 'targets')
    """
    facets = (
        _problem(need),
        _targets(need),
        _conditions(need),
        _found(need, "tried", "现状与基础", "What is there", 0.15, _TRIED),
        _given(need, "budget", "预算", "Budget", 0.05, _MONEY, need.budget_fen is not None),
        _given(need, "deadline", "期限", "Deadline", 0.05, _DEADLINE, _dated(need, on)),
        _given(need, "mode", "合作方式", "Mode", 0.05, _MODE, bool(need.mode)),
    )
    quality = round(sum(facet.weight * facet.score for facet in facets), 3)
    missing = [facet for facet in facets if facet.score < 1.0]
    questions = tuple(
        Question(facet.name, *_QUESTIONS[facet.name])
        for facet in sorted(missing, key=lambda facet: -facet.weight * (1.0 - facet.score))
    )
    return Diagnosis(quality, _level(quality), facets, _constraints(need), questions)


def _level(quality: float) -> Level:
    if quality >= GOOD_FROM:
        return "good"
    return "fair" if quality >= FAIR_FROM else "poor"


def _problem(need: Need) -> Facet:
    """A trouble that is named, and told at some length."""
    span = _search(need, _PROBLEM)
    length = len(need.text.strip())
    told = 1.0 if length >= LENGTH_GOOD else 0.6 if length >= LENGTH_FAIR else 0.2 * bool(length)
    score = told if span else told / 2
    note = f"提到「{span.text}」，正文 {length} 字" if span else f"没有说清问题，正文 {length} 字"
    return Facet("problem", "技术问题", "Problem", 0.25, score, note, span)


def _targets(need: Need) -> Facet:
    figures = demands(need)
    score = min(len(figures) / TARGETS_GOOD, 1.0)
    note = f"找到 {len(figures)} 个可测指标" if figures else "没有可测指标"
    span = figures[0].span if figures else None
    return Facet("targets", "可测指标", "Measurable targets", 0.30, score, note, span)


def _conditions(need: Need) -> Facet:
    span = _search(need, _CONDITIONS)
    named = scenes(need)
    score = (bool(span) + bool(named)) / 2
    note = f"应用场景：{'、'.join(list(named)[:3])}" if named else "没有说明用在哪里"
    return Facet(
        "conditions",
        "使用条件",
        "Conditions of use",
        0.15,
        score,
        note,
        span or next(iter(named.values()), None),
    )


def _found(
    need: Need, name: str, label: str, english: str, weight: float, pattern: re.Pattern[str]
) -> Facet:
    span = _search(need, pattern)
    note = f"提到「{span.text}」" if span else "没有提到"
    return Facet(name, label, english, weight, float(span is not None), note, span)


def _given(
    need: Need,
    name: str,
    label: str,
    english: str,
    weight: float,
    pattern: re.Pattern[str],
    in_form: bool,  # noqa: FBT001 - one row of a table
) -> Facet:
    """A facet that a field of the form or the text can give."""
    facet = _found(need, name, label, english, weight, pattern)
    if in_form:
        return Facet(name, label, english, weight, 1.0, "已填写", facet.span)
    return facet


def _dated(need: Need, on: date | None) -> bool:
    return need.deadline_on is not None and (on is None or need.deadline_on >= on)


def _search(need: Need, pattern: re.Pattern[str]) -> Span | None:
    for part, text in (("text", need.text), ("title", need.title)):
        found = pattern.search(text)
        if found:
            return Span(part, found.start(), found.end(), found.group())  # type: ignore[arg-type]
    return None


def _constraints(need: Need) -> tuple[Constraint, ...]:
    figures = [Constraint("figure", each.span.text, each.span) for each in demands(need)]
    return (*figures, *_form_constraints(need))


def _form_constraints(need: Need) -> list[Constraint]:
    found: list[Constraint] = []
    money = _search(need, _MONEY)
    if need.budget_fen is not None:
        found.append(Constraint("budget", f"预算 {need.budget_fen / 1_000_000:.12g} 万元", money))
    elif money:
        found.append(Constraint("budget", money.text, money))
    deadline = _search(need, _DEADLINE)
    if need.deadline_on:
        found.append(Constraint("deadline", f"{need.deadline_on:%Y-%m-%d} 前", deadline))
    elif deadline:
        found.append(Constraint("deadline", deadline.text, deadline))
    mode = _search(need, _MODE)
    if need.mode or mode:
        found.append(Constraint("mode", need.mode or (mode.text if mode else ""), mode))
    if need.stage:
        found.append(Constraint("stage", need.stage, None))
    return found
