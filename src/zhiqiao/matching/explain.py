"""Why a pair is ranked where it is: four sub-scores, reasons in words, quoted evidence."""

import math
import re
from typing import TypedDict

from zhiqiao.matching import constraints, maturity
from zhiqiao.matching.constraints import Check
from zhiqiao.matching.evidence import NeedClauses, shared
from zhiqiao.matching.grams import Rarity
from zhiqiao.matching.scenes import is_plain, scenes
from zhiqiao.matching.values import Evidence, Need, Offer, Reason, ReasonKind, Span, SubScores

MATURITY_STEP = 0.2
LOGIT_MAX = 40.0
CHECKS_SHOWN = 3
QUOTED_IN_REASON = 24
CLEAR_STRENGTH = 0.25
"""Likeness of two clauses from which on one may be said to answer the other."""
_TODAY = re.compile(r"目前|现有|现在|现行|现用|怀疑|猜测|试过|用过")
"""What a need says of its present state asks for nothing."""


class Explanation(TypedDict):
    """The part of a match that says why."""

    sub_scores: SubScores
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]


class Explainer:
    """Explains many offers to one need, reading the need once."""

    def __init__(self, need: Need, rarity: Rarity) -> None:
        self.need = need
        self.clauses = NeedClauses(need, rarity)
        self.scenes = scenes(need)
        self.required = maturity.required(need)
        self.demands = constraints.demands(need)

    def explain(self, offer: Offer, *, fused: float) -> Explanation:
        """Why this offer; `fused` is the standardised similarity of the pair."""
        spoken = shared(self.clauses, offer)
        scene, scene_reasons, scene_evidence = self._scene(offer)
        ripeness, ripe_reasons = self._maturity(offer)
        checks = constraints.check(self.need, offer, demanded=self.demands)
        scores = SubScores(
            technology=1.0 / (1.0 + math.exp(-max(fused, -LOGIT_MAX))),
            scene=scene,
            maturity=ripeness,
            constraints=constraints.share_kept(checks),
        )
        reasons = (*_spoken(spoken), *scene_reasons, *ripe_reasons, *_checked(checks))
        evidence = (*spoken, *scene_evidence, *_figures(checks))
        return Explanation(sub_scores=scores, reasons=reasons, evidence=evidence)

    def _scene(self, offer: Offer) -> tuple[float | None, tuple[Reason, ...], tuple[Evidence, ...]]:
        theirs = scenes(offer)
        if not self.scenes or not theirs:
            return None, (), ()
        common = [scene for scene in self.scenes if scene in theirs]
        share = len(common) / min(len(self.scenes), len(theirs))
        if not common and not (is_plain(self.need) and is_plain(offer)):
            return None, (), ()
        if not common:
            return 0.0, (_scene_differs(self.scenes, theirs),), ()
        words = "、".join(common[:CHECKS_SHOWN])
        reason = _for(ReasonKind.SCENE, f"应用场景一致：{words}", f"Same field of use: {words}")
        first = common[0]
        evidence = Evidence(ReasonKind.SCENE, self.scenes[first], theirs[first], share)
        return share, (reason,), (evidence,)

    def _maturity(self, offer: Offer) -> tuple[float | None, tuple[Reason, ...]]:
        theirs = maturity.offered(offer)
        if self.required is None or theirs is None:
            return None, ()
        needed, level = self.required[0], theirs[0]
        gap = max(needed - level, 0)
        if not gap:
            return 1.0, (_ripe(level, favours=True),)
        return max(1.0 - MATURITY_STEP * gap, 0.0), (_ripe(level, favours=False, needed=needed),)


def _spoken(spoken: tuple[Evidence, ...]) -> tuple[Reason, ...]:
    if not spoken:
        text = "用词没有重合，仅语义相近，请重点核对技术路线"
        english = "No shared wording, only a similar meaning: check the technical route"
        return (_against(ReasonKind.TECHNOLOGY, text, english),)
    best = next((pair for pair in spoken if not _TODAY.search(pair.need.text)), spoken[0])
    offer, need = _short(best.offer.text), _short(best.need.text)
    if best.strength < CLEAR_STRENGTH:
        text = f"成果「{offer}」与需求「{need}」用词相近"
        english = f"The offer's “{offer}” uses words of the need's “{need}”"
        return (_for(ReasonKind.TECHNOLOGY, text, english),)
    return (
        _for(
            ReasonKind.TECHNOLOGY,
            f"成果「{offer}」对应需求「{need}」",
            f"The offer's “{offer}” answers the need's “{need}”",
        ),
    )


def _scene_differs(mine: dict[str, Span], theirs: dict[str, Span]) -> Reason:
    need, offer = next(iter(mine)), next(iter(theirs))
    return _against(
        ReasonKind.SCENE,
        f"点名的应用场景不同：需求提到{need}，成果提到{offer}，需确认能否移植",
        f"Other fields of use are named: need {need}, offer {offer}; can it be carried over?",
    )


def _ripe(level: int, *, favours: bool, needed: int = 0) -> Reason:
    label = maturity.LEVEL_LABEL.get(level, "概念")
    if favours:
        return _for(
            ReasonKind.MATURITY,
            f"成熟度够用：成果在{label}阶段（{level} 级）",
            f"Mature enough: level {level}",
        )
    return _against(
        ReasonKind.MATURITY,
        f"成熟度还差 {needed - level} 级：成果在{label}阶段（{level} 级），需求要 {needed} 级",
        f"Not mature enough: the offer is at level {level}, the need asks for {needed}",
    )


def _checked(checks: tuple[Check, ...]) -> tuple[Reason, ...]:
    judged = [each for each in checks if each.verdict != "unknown"]
    ordered = sorted(judged, key=lambda each: each.verdict == "kept")
    return tuple(_check(each) for each in ordered[:CHECKS_SHOWN])


def _check(check: Check) -> Reason:
    quote = _short(check.offer.text) if check.offer else ""
    chinese = check.demand + (f"，成果为「{quote}」" if quote else "")
    english = (check.english or check.demand) + (f"; the offer says “{quote}”" if quote else "")
    if check.verdict == "kept":
        return _for(ReasonKind.CONSTRAINT, f"满足：{chinese}", f"Keeps: {english}")
    return _against(ReasonKind.CONSTRAINT, f"未满足：{chinese}", f"Misses: {english}")


def _figures(checks: tuple[Check, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(ReasonKind.CONSTRAINT, each.need, each.offer, float(each.verdict == "kept"))
        for each in checks
        if each.need and each.offer
    )[:CHECKS_SHOWN]


def _short(text: str) -> str:
    return text if len(text) <= QUOTED_IN_REASON else text[: QUOTED_IN_REASON - 1] + "…"


def _for(kind: ReasonKind, chinese: str, english: str) -> Reason:
    return Reason(kind, favours=True, chinese=chinese, english=english)


def _against(kind: ReasonKind, chinese: str, english: str) -> Reason:
    return Reason(kind, favours=False, chinese=chinese, english=english)
