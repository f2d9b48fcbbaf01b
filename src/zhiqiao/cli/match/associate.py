"""`zhiqiao match associate`: paths from needs to offers, every hop with its quotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from zhiqiao.associations import Graph, Path, split
from zhiqiao.associations.paths import Starting
from zhiqiao.associations.values import Evidence
from zhiqiao.associations.wording import describe_hop
from zhiqiao.cli.language import language, tr
from zhiqiao.cli.match import corpora
from zhiqiao.cli.match.loading import needs_of, offers_of
from zhiqiao.cli.match.requests import AssociateRequest
from zhiqiao.cli.output import counted, emit, note, stdout
from zhiqiao.cli.wrapping import Wrapped
from zhiqiao.index import load_encoder, load_model, rarity_in
from zhiqiao.matching import Lens, rank
from zhiqiao.matching.values import Need, Offer

QUOTES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One pair with its paths.

    Args:
        technology: the sub-score by words and meaning, 0 to 1.
        is_latent: whether only the paths speak for it.
    """

    need: Need
    offer: Offer
    paths: tuple[Path, ...]
    technology: float
    is_latent: bool


def perform(request: AssociateRequest) -> None:
    """Finds paths and prints them."""
    needs, offers = _texts(request)
    graph = _graph(request, offers)
    if request.save:
        corpora.save(graph, request.save)
    lens = Lens(load_encoder(request.encoder), rarity_in(offer.title for offer in offers))
    found = [
        pair
        for need in counted(needs, tr("寻找关联", "Associating"), total=len(needs))
        for pair in _best(need, offers, graph, lens=lens, top=request.top)
    ]
    if request.as_json:
        emit(_result(graph, found))
        return
    for pair in found:
        _show(pair)
    if not found:
        note(tr("没有找到关联路径。", "No path was found."))


def _texts(request: AssociateRequest) -> tuple[Sequence[Need], Sequence[Offer]]:
    """The needs and offers of the files, or the one typed; one of them where an id is given."""
    needs: Sequence[Need] = (Need("need", request.title, request.text),)
    offers: Sequence[Offer] = (Offer("offer", request.offer_title, request.offer_text),)
    if request.needs:
        needs = needs_of(request.needs)
    if request.offers:
        offers = offers_of(request.offers)
    return needs, offers


def _graph(request: AssociateRequest, offers: Sequence[Offer]) -> Graph:
    if request.graph:
        return corpora.read(request.graph)
    documents = corpora.documents_of(request.documents) or corpora.as_documents(offers)
    return corpora.built(documents, load_encoder(request.encoder))


def _best(
    need: Need, offers: Sequence[Offer], graph: Graph, *, lens: Lens, top: int
) -> Iterator[Found]:
    """The need's offers with the strongest paths; those found only through them are marked."""
    starting = Starting(need, graph)
    paths = {offer.id: starting.to(offer) for offer in offers}
    reached = sorted(
        (offer for offer in offers if paths[offer.id]),
        key=lambda offer: (-paths[offer.id][0].score, offer.id),
    )[:top]
    model = load_model(lens.encoder.name)
    matches = rank(need, reached, model=model, lens=lens, top=max(1, len(reached)))
    technology = {match.offer_id: match.sub_scores.technology for match in matches}
    latent = {match.offer_id for match in split(matches, paths).latent}
    for offer in reached:
        yield Found(need, offer, paths[offer.id], technology.get(offer.id, 0.0), offer.id in latent)


def _result(graph: Graph, found: Sequence[Found]) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "documents": graph.documents,
        "concepts": len(graph.concepts),
        "relations": len(graph.edges),
        "pairs": [
            {
                "need_id": pair.need.id,
                "offer_id": pair.offer.id,
                "need_title": pair.need.title,
                "offer_title": pair.offer.title,
                "technology": pair.technology,
                "is_latent": pair.is_latent,
                "paths": [_path(path) for path in pair.paths],
            }
            for pair in found
        ],
    }


def _path(path: Path) -> dict[str, Any]:
    hops = [
        {
            "from": hop.start,
            "to": hop.end,
            "relation": hop.relation.value if hop.relation else "mentions",
            "is_backward": hop.is_backward,
            "says": describe_hop(hop, language()),
            "strength": hop.strength,
            "evidence": [_quote(each) for each in hop.evidence],
        }
        for hop in path.hops
    ]
    return {"score": path.score, "concepts": list(path.concepts), "hops": hops}


def _quote(evidence: Evidence) -> dict[str, Any]:
    quote = evidence.quote
    return {
        "source": quote.source,
        "document": quote.document,
        "part": quote.part,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
    }


def _show(pair: Found) -> None:
    """Prints the pair and its paths."""
    stdout().print()
    mark = (tr("  潜在关联", "  latent"), "bold magenta") if pair.is_latent else ("", "")
    title = Text.assemble((pair.need.title, "bold"), (" → ", "dim"), (pair.offer.title, "bold"))
    stdout().print(Wrapped(Text.assemble(title, mark)))
    for path in pair.paths:
        stdout().print(_grid(path))


def _grid(path: Path) -> Table:
    """A path: its score, then each hop with its strength and quotes."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    chain = Text(" → ".join(path.concepts), style="cyan")
    grid.add_row(" ", Text(f"{path.score:.3f}", style="bold"), Wrapped(chain))
    for hop in path.hops:
        quotes = tr("；", "; ").join(
            f"「{each.quote.text}」" for each in hop.evidence[:QUOTES_SHOWN]
        )
        says = Text.assemble(describe_hop(hop, language()), (f"  {quotes}", "dim"))
        grid.add_row(" ", Text(f"{hop.strength:.2f}", style="dim"), Wrapped(says))
    return grid
