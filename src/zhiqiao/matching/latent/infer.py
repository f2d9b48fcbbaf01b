"""The needs an enterprise is likely to have next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.latent.confidence import chances, margins
from zhiqiao.matching.latent.draft import draft_problem, draft_targets, draft_title
from zhiqiao.matching.latent.feedback import Answer, Feedback, trust
from zhiqiao.matching.latent.grounds import grounds, shares
from zhiqiao.matching.latent.landscape import Landscape, Outlook, Rows, Scores
from zhiqiao.matching.latent.model import SHIPPED, LatentModel
from zhiqiao.matching.latent.near import nearest
from zhiqiao.matching.latent.values import NEEDED, InferredNeed, Profile, Source
from zhiqiao.matching.latent.views import Cut
from zhiqiao.matching.protocols import Encoder

SAME_INDUSTRY = 0.25
"""What a peer's industry adds to a score, which has a standard deviation near 1. No data says
how much is right: a small number, so that the facts decide wherever there are any."""
REJECTED_PULL = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """With what texts are read and judged.

    Args:
        encoder: for meaning; the shipped model was fitted with "static".
        cut: cuts folded text into words (`index.words.cut`).
        model: the weights.
    """

    encoder: Encoder
    cut: Cut
    model: LatentModel = SHIPPED


def infer_needs(
    profile: Profile,
    corpus: Sequence[Profile],
    *,
    reading: Reading,
    feedback: Sequence[Feedback] = (),
    top: int = 10,
) -> list[InferredNeed]:
    """What the enterprise is likely to need next, likeliest first, at most `top`.

    From what it did and what others who did alike things did besides. Without a fact of its own
    the industry alone speaks; without that either, or without peers, there is nothing to say
    and the list is empty. Equal scores stand in the order of fact ids and are marked.

    Args:
        profile: the enterprise; where the corpus has a profile of the same id, this one counts.
        corpus: the others, in any order.
        reading: encoder, word cutter and model.
        feedback: what enterprises answered to needs shown before. All answers move the trust in
            the sources; this enterprise's own refusals sink what is like them.
        top: how many at most; no more than the first ten have a confidence, so 10 is the most.

    Raises:
        MatchingError: ID_TWICE for two profiles or two facts of one id.
    """
    others = [each for each in corpus if each.id != profile.id]
    near = nearest(profile, others, encoder=reading.encoder)
    landscape = Landscape.of([profile, *near], encoder=reading.encoder, cut=reading.cut)
    if len(landscape.facts) == len(profile.facts):
        return []
    trusted = trust(feedback)
    outlook = Outlook.of(landscape, reading.model, trusted)
    return list_needs(profile, outlook, feedback=feedback, top=top)


def list_needs(
    profile: Profile, outlook: Outlook, *, feedback: Sequence[Feedback] = (), top: int = 10
) -> list[InferredNeed]:
    """As `infer_needs`, within an outlook on a landscape that holds the profile."""
    trusted = trust(feedback)
    mine = outlook.landscape.rows_of(profile.id)
    industry = _industry(profile, outlook.landscape) * trusted[Source.INDUSTRY]
    if not len(mine) and not industry.any():
        return []
    scores = _scores(profile, outlook, mine, feedback) + SAME_INDUSTRY * industry
    open_ = _open(profile, outlook.landscape, mine, feedback)
    if not len(mine):
        open_ &= industry > 0
    order = np.flatnonzero(open_)[np.argsort(-scores[open_], kind="stable")]
    chance = chances(margins(scores, order), outlook.model, held=len(mine))
    drafts = []
    for place, row in enumerate(order[: min(top, len(chance))].tolist()):
        parts = shares(outlook, mine, row, trust=trusted, industry=float(industry[row]))
        need = _need(profile, outlook, row, parts)
        why = grounds(outlook, mine, row, parts)
        tied = int((scores[order] == scores[row]).sum()) > 1
        drafts.append(
            replace(
                need,
                rank=place + 1,
                score=float(scores[row]),
                confidence=float(chance[place]),
                is_tied=tied,
                grounds=why,
            )
        )
    return drafts


def _need(
    profile: Profile, outlook: Outlook, row: int, parts: Mapping[Source, float]
) -> InferredNeed:
    """The draft from one fact, still without its place and grounds."""
    landscape = outlook.landscape
    fact, peer = landscape.facts[row], landscape.profiles[landscape.owner[row]]
    return InferredNeed(
        rank=0,
        fact_id=fact.id,
        peer_id=peer.id,
        peer=peer.name,
        title=draft_title(fact),
        problem=draft_problem(fact, profile, peer.name),
        targets=draft_targets(fact),
        score=0.0,
        confidence=0.0,
        is_tied=False,
        shares=dict(parts),
    )


def _scores(profile: Profile, outlook: Outlook, mine: Rows, feedback: Sequence[Feedback]) -> Scores:
    """How likely each fact comes next, refusals taken off. Zeros without facts of its own."""
    landscape = outlook.landscape
    number = [each.id for each in landscape.profiles].index(profile.id)
    if not len(mine):
        return np.zeros(len(landscape.facts))
    said = {each.fact_id: each.answer for each in feedback if each.profile_id == profile.id}
    rows = {fact.id: row for row, fact in enumerate(landscape.facts)}
    taken = [rows[key] for key, answer in said.items() if key in rows and answer != Answer.REJECTED]
    held = np.unique(np.r_[mine, np.array(taken, np.intp)])
    scores = outlook.scores(held, owner=number)
    for key in sorted(said):
        if said[key] is Answer.REJECTED and key in rows:
            scores -= REJECTED_PULL * np.maximum(outlook.ties[rows[key]], 0)
    return scores


def _open(
    profile: Profile, landscape: Landscape, mine: Rows, feedback: Sequence[Feedback]
) -> npt.NDArray[np.bool_]:
    """Which facts may be listed: others' that are `NEEDED` and were not answered already."""
    answered = {each.fact_id for each in feedback if each.profile_id == profile.id}
    found = np.array(
        [fact.kind in NEEDED and fact.id not in answered for fact in landscape.facts], np.bool_
    )
    found[mine] = False
    return found


def _industry(profile: Profile, landscape: Landscape) -> Scores:
    """1 for the facts of enterprises in the same division, else 0: shape (n,)."""
    same = [
        bool(profile.division) and each.division == profile.division for each in landscape.profiles
    ]
    return np.array(same, np.float64)[landscape.owner]
