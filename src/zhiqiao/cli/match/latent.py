"""`zhiqiao match latent`: the needs an enterprise has not written down, or whom to visit first."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from rich.text import Text

from zhiqiao.cli.language import tr
from zhiqiao.cli.match.engine import WatchedEncoder
from zhiqiao.cli.match.patents import own_profile, profile_named, profiles_of
from zhiqiao.cli.match.requests import LatentRequest
from zhiqiao.cli.output import counted, emit, note, stdout
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.index import load_encoder
from zhiqiao.index.words import cut
from zhiqiao.matching.latent import Reading, infer_needs, visit_order
from zhiqiao.matching.latent.values import Ground, InferredNeed, Profile, Source
from zhiqiao.matching.latent.visits import Visit

LABELS = {
    Source.WORDS: tr("用词", "words"),
    Source.DRAFTING: tr("写法", "drafting"),
    Source.MEANING: tr("含义", "meaning"),
    Source.INDUSTRY: tr("行业", "industry"),
}


def perform(request: LatentRequest) -> None:
    """Infers and prints."""
    corpus = profiles_of(request.patents)
    reading = Reading(WatchedEncoder(load_encoder(request.encoder)), cut)
    if not request.assignee and request.profile is None:
        visits = visit_order(corpus, reading=reading, watch=_watched)
        _tell_visits(visits[: request.top], request.as_json)
        return
    profile = _profile(request, corpus)
    needs = infer_needs(profile, corpus, reading=reading, top=request.top)
    if request.as_json:
        told = [asdict(need) for need in needs]
        emit({"profile": profile.name, "facts": len(profile.facts), "needs": told})
        return
    if not needs:
        note(tr("没有可说的：没有事实，或没有同行。", "Nothing to say: no facts, or no peers."))
    for need in needs:
        stdout().print(Wrapped(_shown(need)))


def _watched(profiles: Sequence[Profile]) -> Iterator[Profile]:
    """The enterprises, with a progress bar."""
    return counted(profiles, tr("逐家推断", "Inferring"), total=len(profiles))


def _profile(request: LatentRequest, corpus: Sequence[Profile]) -> Profile:
    """The enterprise asked for."""
    if request.profile is not None:
        return own_profile(request.profile, industry=request.industry)
    found = profile_named(request.assignee, corpus, request.patents)
    return replace(found, industry=request.industry or found.industry)


def _shown(need: InferredNeed) -> Text:
    """One draft with its reasons."""
    parts = [f"{LABELS[source]} {share:.0%}" for source, share in need.shares.items() if share > 0]
    tied = tr("（与别的同分）", " (tied)") if need.is_tied else ""
    mark = tr(need.mark, "inferred")
    text = Text.assemble(
        (f"{need.rank}. [{mark}] ", "yellow"),
        (need.title, "bold"),
        (f"  {need.confidence:.0%}{tied}\n", "green"),
        f"   {need.problem}\n",
        (f"   {tr('；', '; ').join(need.targets)}\n", "cyan"),
        (f"   {tr('依据：', 'Grounds: ')}{tr('，', ', ').join(parts)}\n", "dim"),
    )
    for ground in need.grounds:
        text.append(f"   {_quoted(ground)}\n", "dim")
    return text


def _quoted(ground: Ground) -> str:
    """What both sides say."""
    theirs = f"「{ground.theirs.text}」[{ground.theirs.fact_id}]"
    return f"「{ground.own.text}」[{ground.own.fact_id}] ↔ {theirs}" if ground.own else theirs


def _tell_visits(visits: Sequence[Visit], as_json: bool) -> None:  # noqa: FBT001 -- an option
    if as_json:
        emit({"visits": [asdict(visit) for visit in visits]})
        return
    for visit in visits:
        why = tr(visit.chinese, visit.english)
        stdout().print(Wrapped(Text.assemble((f"{visit.rank}. {visit.name}  ", "bold"), why)))
