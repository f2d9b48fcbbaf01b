"""Which enterprises a broker should see first, and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from zhiqiao.matching.latent.feedback import Feedback, trust
from zhiqiao.matching.latent.infer import Reading, infer_needs, list_needs
from zhiqiao.matching.latent.landscape import Landscape, Outlook
from zhiqiao.matching.latent.near import FACTS_MAX, near_text
from zhiqiao.matching.latent.values import InferredNeed, Profile
from zhiqiao.matching.latent.views import whole_text
from zhiqiao.matching.remembering import Remembering

NEEDS_TOLD = 3
Watch = Callable[[Sequence[Profile]], Iterable[Profile]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One enterprise to see.

    Args:
        rank: 1 is first.
        expected: how many of `needs` are expected to be right: the sum of their confidences.
        needs: the likeliest, to be talked about; empty where nothing is known or nobody is a peer.
        chinese, english: why, in one sentence.
    """

    rank: int
    profile_id: str
    name: str
    expected: float
    needs: tuple[InferredNeed, ...]
    chinese: str
    english: str


def visit_order(
    profiles: Sequence[Profile],
    *,
    reading: Reading,
    feedback: Sequence[Feedback] = (),
    watch: Watch = iter,
) -> list[Visit]:
    """All enterprises, those first whose inferred needs are most likely to be right.

    Enterprises of which nothing is known come last: a visit there has to begin by asking.
    Equal expectations stand in the order of ids. The enterprises are each other's peers. Over
    `FACTS_MAX` facts each enterprise is compared with those nearest to it, one after the other;
    `watch` goes through them then, so that it can tell how far the work is.

    Raises:
        MatchingError: ID_TWICE for two profiles or two facts of one id.
    """
    if sum(len(each.facts) for each in profiles) > FACTS_MAX:
        found = _one_by_one(profiles, reading, feedback, watch)
    else:
        found = _together(profiles, reading, feedback)
    found.sort(key=lambda pair: (not pair[1], -_expected(pair[1]), pair[0].id))
    return [_visit(at, each, needs) for at, (each, needs) in enumerate(found, 1)]


def _one_by_one(
    profiles: Sequence[Profile], reading: Reading, feedback: Sequence[Feedback], watch: Watch
) -> list[tuple[Profile, tuple[InferredNeed, ...]]]:
    """The needs of all, each text encoded once, before the enterprises are gone through."""
    remembering = replace(reading, encoder=Remembering(reading.encoder))
    facts = [fact for each in profiles for fact in each.facts]
    texts = [text for fact in facts for text in (near_text(fact), fact.title, whole_text(fact))]
    remembering.encoder.encode_passages(list(dict.fromkeys(texts)))
    found = []
    for each in watch(profiles):
        needs = infer_needs(each, profiles, reading=remembering, feedback=feedback, top=NEEDS_TOLD)
        found.append((each, tuple(needs)))
    return found


def _together(
    profiles: Sequence[Profile], reading: Reading, feedback: Sequence[Feedback]
) -> list[tuple[Profile, tuple[InferredNeed, ...]]]:
    """The needs of all, compared once."""
    landscape = Landscape.of(profiles, encoder=reading.encoder, cut=reading.cut)
    if not landscape.facts:
        return [(each, ()) for each in landscape.profiles]
    outlook = Outlook.of(landscape, reading.model, trust(feedback))
    return [
        (each, tuple(list_needs(each, outlook, feedback=feedback, top=NEEDS_TOLD)))
        for each in landscape.profiles
    ]


def _expected(needs: Sequence[InferredNeed]) -> float:
    return sum(need.confidence for need in needs)


def _visit(rank: int, profile: Profile, needs: tuple[InferredNeed, ...]) -> Visit:
    expected = _expected(needs)
    if not needs and profile.facts:
        chinese = f"有 {len(profile.facts)} 条事实，但没有同行可参照，先去问问。"
        english = f"{len(profile.facts)} facts, but no peers to go by: begin by asking."
    elif not needs:
        chinese = "还不知道它做什么，先去问问。"
        english = "Nothing is known of it yet: begin by asking."
    else:
        first, peers = needs[0], "、".join(dict.fromkeys(need.peer for need in needs))
        chinese = (
            f"有 {len(profile.facts)} 条事实；与{peers}做的事相近，"
            f"最可能需要“{first.title}”，预计说中 {expected:.2f} 条。"
        )
        english = (
            f"{len(profile.facts)} facts; close to what {peers} do; likeliest need: "
            f"“{first.title}”; {expected:.2f} expected to be right."
        )
    return Visit(rank, profile.id, profile.name, expected, needs, chinese, english)
