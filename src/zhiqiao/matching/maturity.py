"""How far a result must be and how far it is, on the nine levels of GB/T 22900."""

import re

from zhiqiao.matching.values import Need, Offer, Span

STAGES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (9, ("规模化应用", "批量供货", "大规模推广")),
    (8, ("产业化", "(?<!质)量产(?!值)", "批量生产", "投产", "规模化生产", "示范工程", "推广应用")),
    (7, ("工程应用", "现场运行", "试用验证", "小批量", "示范应用")),
    (6, ("中试",)),
    (5, ("小试", "(?<!原理)样机", "试制")),
    (4, ("实验室", "原理样机", "样品")),
    (3, ("研发", "概念验证", "可行性")),
)
"""Level and the words (patterns) that claim it, highest first."""

REQUIRED = {"产业化": 8, "中试": 6, "小试": 4, "研发": 3}
"""Least level that serves a need at this stage: what is sought must be ready one step on."""
LEVEL_LABEL = {
    9: "规模应用",
    8: "产业化",
    7: "工程应用",
    6: "中试",
    5: "小试",
    4: "实验室",
    3: "研发",
}


def offered(offer: Offer) -> tuple[int, Span | None] | None:
    """The offer's level with the words that claim it, or None where nothing tells."""
    claim = _claim(offer)
    if offer.trl is not None:
        return offer.trl, claim[1] if claim and claim[0] == offer.trl else None
    return claim


def required(need: Need) -> tuple[int, Span | None] | None:
    """The least level that serves the need, with the words that say so, or None."""
    if need.stage in REQUIRED:
        return REQUIRED[need.stage], None
    for stage, level in REQUIRED.items():
        for part in ("title", "text"):
            at = getattr(need, part).find(stage)
            if stage != "研发" and at >= 0:
                return level, Span(part, at, at + len(stage), stage)
    return None


def _claim(offer: Offer) -> tuple[int, Span] | None:
    for level, words in STAGES:
        found = re.search("|".join(words), offer.text)
        if found:
            return level, Span("text", found.start(), found.end(), found.group())
    return None
