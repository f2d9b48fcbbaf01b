"""The seven things a solvable need says, and how clearly a need says each."""

import re
from dataclasses import dataclass
from datetime import date

from zhiqiao.matching.constraints import demands
from zhiqiao.matching.scenes import scenes
from zhiqiao.matching.values import Need, Part, Span

LENGTH_GOOD = 150
LENGTH_FAIR = 60
TARGETS_GOOD = 3
SCENES_NAMED = 3


@dataclass(frozen=True, slots=True)
class FacetKind:
    """One thing a need should say.

    Args:
        name: stable name.
        label: Chinese name.
        english: English name.
        weight: its part in the quality score; all weights sum to 1.
        ask: the question that would fill it, in Chinese.
        ask_english: the same in English.
    """

    name: str
    label: str
    english: str
    weight: float
    ask: str
    ask_english: str


@dataclass(frozen=True, slots=True)
class Facet:
    """How clearly one need says it.

    Args:
        kind: what it is about.
        score: 0 (missing) to 1 (clear).
        note: what was found, in Chinese.
        note_english: the same in English; quoted words stay as they are.
        span: where it was found, or None.
    """

    kind: FacetKind
    score: float
    note: str
    note_english: str
    span: Span | None = None

    @property
    def name(self) -> str:
        """The kind's stable name."""
        return self.kind.name

    @property
    def label(self) -> str:
        """The kind's Chinese name."""
        return self.kind.label

    @property
    def english(self) -> str:
        """The kind's English name."""
        return self.kind.english

    @property
    def weight(self) -> float:
        """The kind's part in the quality score."""
        return self.kind.weight


PROBLEM = FacetKind(
    "problem",
    "技术问题",
    "Problem",
    0.25,
    "现在的工艺或产品卡在哪一步？出现什么现象，造成多大损失？",
    "Where does the present process or product fail, how does it show and what does it cost?",
)
TARGETS = FacetKind(
    "targets",
    "可测指标",
    "Measurable targets",
    0.30,
    "希望达到哪些可测的指标？请给出数值、单位和测试方法，例如「抗拉强度 ≥350 MPa」。",
    "Which measurable targets must be reached? Give figures, units and the test method.",
)
CONDITIONS = FacetKind(
    "conditions",
    "使用条件",
    "Conditions of use",
    0.15,
    "在什么条件下使用（温度、介质、产量、设备、标准）？用在哪个产品或工序？",
    "Under which conditions is it used (temperature, medium, output, standard), and where?",
)
TRIED = FacetKind(
    "tried",
    "现状与基础",
    "What is there",
    0.15,
    "已经试过哪些办法，为什么不行？有哪些设备、样品和人员可以配合？",
    "What has been tried and why did it fail? Which equipment, samples and staff can help?",
)
BUDGET = FacetKind(
    "budget", "预算", "Budget", 0.05, "打算投入多少经费？", "How much money is set aside?"
)
DEADLINE = FacetKind(
    "deadline", "期限", "Deadline", 0.05, "希望什么时候拿到结果？", "By when is a result wanted?"
)
MODE = FacetKind(
    "mode",
    "合作方式",
    "Mode",
    0.05,
    "希望怎样合作：委托开发、转让、许可、咨询，还是先用后转？",
    "Which way of working together: development, transfer, licence, advice, try first?",
)

_TROUBLE = re.compile(
    r"问题|难题|难点|瓶颈|不足|缺陷|故障|困难|痛点|过高|过低|偏高|偏低|不稳定|不均|无法|不能|难以|亟需|亟待|急需|依赖进口|成本高|效率低|开裂|堵塞|腐蚀|脱落|超标|损耗|误差|返工|失效|报废"
)
_USE = re.compile(
    r"工况|条件下|环境|温度|湿度|压力|介质|产能|产量|节拍|日处理|年产|标准|GB/?T?|适用于|用于|应用于|应用在|用在|场景"
)
_PRESENT = re.compile(
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


def facets_of(need: Need, *, on: date | None) -> tuple[Facet, ...]:
    """The need's facets in a fixed order; with `on`, a deadline before that day is missing."""
    dated = need.deadline_on is not None and (on is None or need.deadline_on >= on)
    return (
        _problem(need),
        _targets(need),
        _conditions(need),
        _mentioned(TRIED, search(need, _PRESENT)),
        _filled(BUDGET, budget_in(need), in_form=need.budget_fen is not None),
        _filled(DEADLINE, deadline_in(need), in_form=dated),
        _filled(MODE, mode_in(need), in_form=bool(need.mode)),
    )


def budget_in(need: Need) -> Span | None:
    """Where the words name a sum of money to spend."""
    return search(need, _MONEY)


def deadline_in(need: Need) -> Span | None:
    """Where the words name a day or a span of time."""
    return search(need, _DEADLINE)


def mode_in(need: Need) -> Span | None:
    """Where the words name a way of working together."""
    return search(need, _MODE)


def search(need: Need, pattern: re.Pattern[str]) -> Span | None:
    """The first hit in the text, else in the title."""
    parts: tuple[tuple[Part, str], ...] = (("text", need.text), ("title", need.title))
    for part, text in parts:
        found = pattern.search(text)
        if found:
            return Span(part, found.start(), found.end(), found.group())
    return None


def _problem(need: Need) -> Facet:
    """A trouble that is named, and told at some length."""
    span = search(need, _TROUBLE)
    length = len(need.text.strip())
    told = 1.0 if length >= LENGTH_GOOD else 0.6 if length >= LENGTH_FAIR else 0.2 * bool(length)
    if span:
        return Facet(
            PROBLEM,
            told,
            f"提到「{span.text}」，正文 {length} 字",
            f"mentions “{span.text}”, {length} characters of text",
            span,
        )
    return Facet(
        PROBLEM,
        told / 2,
        f"没有说清问题，正文 {length} 字",
        f"names no trouble, {length} characters of text",
    )


def _targets(need: Need) -> Facet:
    figures = demands(need)
    if not figures:
        return Facet(TARGETS, 0.0, "没有可测指标", "no measurable target")
    count = len(figures)
    score = min(count / TARGETS_GOOD, 1.0)
    return Facet(
        TARGETS, score, f"找到 {count} 个可测指标", f"measurable targets: {count}", figures[0].span
    )


def _conditions(need: Need) -> Facet:
    span = search(need, _USE)
    named = scenes(need)
    score = (bool(span) + bool(named)) / 2
    if not named:
        return Facet(CONDITIONS, score, "没有说明用在哪里", "does not say where it is used", span)
    words = "、".join(list(named)[:SCENES_NAMED])
    found = span or next(iter(named.values()))
    return Facet(CONDITIONS, score, f"应用场景：{words}", f"field of use: {words}", found)


def _mentioned(kind: FacetKind, span: Span | None) -> Facet:
    if span is None:
        return Facet(kind, 0.0, "没有提到", "not mentioned")
    return Facet(kind, 1.0, f"提到「{span.text}」", f"mentions “{span.text}”", span)


def _filled(kind: FacetKind, span: Span | None, *, in_form: bool) -> Facet:
    """A facet that a field of the form or the text can give."""
    return Facet(kind, 1.0, "已填写", "filled in", span) if in_form else _mentioned(kind, span)
