"""A draft a person can read and mend: in the language of the fact that led to it."""

import re

from zhiqiao.matching.latent.values import Fact, FactKind, Profile
from zhiqiao.matching.quantities import quantities

BLANK = "____"
TARGETS_MAX = 5
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LEAD = re.compile(r"^(?:一种|一类|用于|基于)")
_KIND = re.compile(
    r"(?:的)?(?:方法|装置|系统|设备|工艺|存储介质|终端|介质|及其|以及|及|和|与|、|，)*(?:方法|装置|系统|设备|存储介质)$"
)
_HOW = re.compile(
    r"(?:及其|以及|及|和)(?:形成|制备|制造|制作|生产|加工|使用|应用|控制|驱动|测试|检测)$"
)
_PROBLEM = re.compile(
    r"解决|问题|难题|不足|缺陷|克服|避免|提高|提升|降低|减少|problem|improv|reduc|avoid", re.I
)
_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
SUBJECT_MIN = 4
QUOTE_CHARACTERS_MAX = 120


def is_chinese(fact: Fact) -> bool:
    """Whether the draft is in Chinese."""
    return bool(_CHINESE.search(fact.title + fact.text[:50])) or not fact.title.strip()


def draft_title(fact: Fact) -> str:
    """The need as a title: what the fact is about, without the kind of document it is.

    >>> draft_title(Fact("P1", "一种光纤老化预测方法及装置"))
    '光纤老化预测的技术需求'
    """
    title = fact.title.strip()
    if not is_chinese(fact):
        return f"Technology need: {title}"
    subject = _HOW.sub("", _KIND.sub("", _LEAD.sub("", title)))
    return f"{subject if len(subject) >= SUBJECT_MIN else title}的技术需求"


def problem_span(fact: Fact) -> tuple[int, int]:
    """Where the text says what is solved or improved; else its first sentence; (0, 0) if empty.

    At most `QUOTE_CHARACTERS_MAX` characters, from the first word of the sentence.
    """
    sentences = [match.span() for match in _SENTENCE.finditer(fact.text) if match[0].strip()]
    telling = [span for span in sentences if _PROBLEM.search(fact.text, *span)]
    start, end = (telling or sentences or [(0, 0)])[0]
    return start, min(end, start + QUOTE_CHARACTERS_MAX)


def draft_problem(fact: Fact, profile: Profile, peer: str) -> str:
    """Who does what, verbatim, and the question to the enterprise."""
    start, end = problem_span(fact)
    said = fact.text[start:end].strip() or fact.title.strip()
    is_sought = fact.kind is FactKind.NEED
    if is_chinese(fact):
        verb = "在找" if is_sought else "在做"
        return f"同行{peer}{verb}：“{said}”。{profile.name}是否也需要解决这样的问题？"
    verb = "looks for" if is_sought else "works on"
    return f"{peer} {verb}: “{said}”. Does {profile.name} need a solution to this as well?"


def draft_targets(fact: Fact) -> tuple[str, ...]:
    """Figures to fill in: those the fact gives a name to, then what every need must say."""
    names = [found.name for found in quantities(fact.text) if found.name]
    chinese = is_chinese(fact)
    usual = (
        ("关键指标", "使用条件", "完成时间", "预算（万元）")
        if chinese
        else ("Key figure", "Conditions of use", "Deadline", "Budget (10,000 yuan)")
    )
    wanted = list(dict.fromkeys([*names, *usual]))[: max(TARGETS_MAX, len(usual))]
    missing = [each for each in usual[1:] if each not in wanted]
    return tuple(f"{name}{'：' if chinese else ': '}{BLANK}" for name in [*wanted, *missing])
