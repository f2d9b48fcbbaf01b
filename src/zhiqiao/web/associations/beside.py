"""What stands beside the candidates: their paths, what only paths lead to, and the drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from zhiqiao.associations import Graph, Path
from zhiqiao.associations.paths import Starting
from zhiqiao.matching import values
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.associations.drawing import Drawing, End, draw, strongest
from zhiqiao.web.associations.models import LatentMatch
from zhiqiao.web.associations.shown import Pair, ShownPath, shown
from zhiqiao.web.associations.site_graph import site_graph
from zhiqiao.web.catalogue.access import offers_visible_to
from zhiqiao.web.catalogue.engine import need_value, offer_value
from zhiqiao.web.matches.cards import Card
from zhiqiao.web.matches.models import MatchRun, Review, ReviewSource
from zhiqiao.web.matches.queries import reviews_of_pairs

ENDS_MAX = 14
"""More offers than these and nobody finds a way through the drawing."""
LATENT_DRAWN_MAX = 5
LIST, GRAPH = "list", "graph"


@dataclass(frozen=True)
class LatentCard:
    """A pair that only paths lead to, as a person sees it."""

    match: LatentMatch
    paths: Sequence[ShownPath]
    reviews: Sequence[Review]
    person: Person

    @cached_property
    def own_review(self) -> Review | None:
        """The newest grade that the person gave the pair."""
        own = (r for r in self.reviews if r.person_id == self.person.pk)
        return next((r for r in own if r.source == ReviewSource.REVIEW), None)

    @property
    def others(self) -> list[Review]:
        """The newest grade of every other person."""
        newest: dict[int, Review] = {}
        for review in self.reviews:
            if review.person_id != self.person.pk:
                newest.setdefault(review.person_id, review)
        return list(newest.values())


@dataclass(frozen=True)
class Beside:
    """What templates take.

    Attributes:
        of: the paths of every pair on the page, by need and offer, strongest first.
        latent: what only paths lead to, strongest first.
        drawing: the same as a drawing, where that view is asked for.
        ends: what stands in the drawing, with its paths.
        is_graph: whether the drawing is shown in place of the cards.
        list_url, graph_url: the page in either view; "" where there is none.
    """

    of: Mapping[Pair, Sequence[ShownPath]]
    latent: Sequence[LatentCard] = ()
    drawing: Drawing | None = None
    ends: Sequence[End] = ()
    is_graph: bool = False
    list_url: str = ""
    graph_url: str = ""


def paths_beside(
    request: HttpRequest,
    told: values.Need | values.Offer,
    run: MatchRun | None,
    cards: Sequence[Card],
) -> dict[str, Any]:
    """What `matches` asks for on the page of a need or an offer; nothing without a graph."""
    graph = site_graph()
    if graph is None:
        return {}
    if isinstance(told, values.Offer):
        return {"associations": Beside(of=_of_offer(told, cards, graph))}
    return {"associations": _of_need(request, told, run, cards)}


def _of_offer(
    offer: values.Offer, cards: Sequence[Card], graph: Graph
) -> dict[Pair, list[ShownPath]]:
    texts: dict[tuple[str, str], values.Need | values.Offer] = {("offer", offer.id): offer}
    paths: dict[Pair, Sequence[Path]] = {}
    for card in cards:
        # Of a confidential need the row says nothing, so nothing of it is associated.
        need = need_value(card.suggestion.need)
        texts["need", need.id] = need
        paths[need.id, offer.id] = Starting(need, graph).to(offer)
    return shown(paths, texts)


def _of_need(
    request: HttpRequest, need: values.Need, run: MatchRun | None, cards: Sequence[Card]
) -> Beside:
    person = signed_in(request)
    latent = latent_of(person, run)
    offers = [*(card.suggestion.offer for card in cards), *(match.offer for match in latent)]
    of = paths_of(need, [offer_value(offer) for offer in offers])
    pairs = [(match.need_id, match.offer_id) for match in latent]
    reviews = reviews_of_pairs(pairs)
    latents = [
        LatentCard(match, of[need.id, str(match.offer_id)], reviews[pair], person)
        for match, pair in zip(latent, pairs, strict=True)
        if of[need.id, str(match.offer_id)]
    ]
    ends = _ends(request, of, cards, latents)
    is_graph = request.GET.get("view") == GRAPH
    return Beside(
        of=of,
        latent=latents,
        drawing=_drawing(need, ends) if is_graph and ends else None,
        ends=ends,
        is_graph=is_graph,
        list_url=_address(request, view=LIST),
        graph_url=_address(request, view=GRAPH) if ends or is_graph else "",
    )


def latent_of(person: Person, run: MatchRun | None) -> list[LatentMatch]:
    """What only paths lead to from the run's need, that the person still sees."""
    rows = LatentMatch.objects.visible_to(person).filter(run=run)
    visible = rows.filter(offer__in=offers_visible_to(person).order_by())
    return list(visible.select_related("need", "offer__organisation", "run")) if run else []


def paths_of(need: values.Need, offers: Sequence[values.Offer]) -> dict[Pair, list[ShownPath]]:
    """The paths from the need to each offer, as people read them."""
    graph = site_graph()
    if graph is None:
        return {(need.id, offer.id): [] for offer in offers}
    starting = Starting(need, graph)
    texts: dict[tuple[str, str], values.Need | values.Offer] = {
        ("need", need.id): need,
        **{("offer", offer.id): offer for offer in offers},
    }
    return shown({(need.id, offer.id): starting.to(offer) for offer in offers}, texts)


def _ends(
    request: HttpRequest,
    of: Mapping[Pair, Sequence[ShownPath]],
    cards: Sequence[Card],
    latents: Sequence[LatentCard],
) -> list[End]:
    """The offers to draw: the strongest of all, or the one asked for with all its paths."""
    ends = [
        End(f"card-{s.pk}", s.offer.title, _address(request, candidate=str(s.pk)), of[pair])
        for s in (card.suggestion for card in cards)
        if of[pair := (str(s.need_id), str(s.offer_id))]
    ]
    ends += [_latent_end(each) for each in latents]
    wanted = f"card-{request.GET.get('candidate', '')}"
    chosen = [end for end in ends if end.key == wanted]
    return chosen or strongest(ends, top=ENDS_MAX, latent_max=LATENT_DRAWN_MAX)


def _latent_end(card: LatentCard) -> End:
    match = card.match
    return End(
        f"latent-{match.pk}",
        match.offer.title,
        f"#latent-{match.pk}",
        card.paths,
        is_latent=True,
    )


def _drawing(need: values.Need, ends: Sequence[End]) -> Drawing:
    return draw(need.title, "#workbench", ends)


def _address(request: HttpRequest, *, view: str = LIST, candidate: str = "") -> str:
    """The page as it is, in the view, with the candidate open where one is given."""
    changed = request.GET.copy()
    changed.pop("view", None)
    if view == GRAPH:
        changed["view"] = GRAPH
    if candidate:
        changed["candidate"] = candidate
    elif view == GRAPH:
        changed.pop("candidate", None)
    anchor = f"#card-{candidate}" if candidate else ""
    return f"?{changed.urlencode()}{anchor}"
