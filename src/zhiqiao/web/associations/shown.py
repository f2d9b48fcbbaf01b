"""Paths as people read them: every hop a sentence, with its quotes and where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded

from django.urls import reverse
from django.utils.translation import get_language

from zhiqiao.associations import Hop, Path
from zhiqiao.associations.values import Evidence, Quote
from zhiqiao.associations.wording import describe_hop
from zhiqiao.matching import values
from zhiqiao.web.associations.public_texts import side_and_key, standing

QUOTES_MAX = 2
SCORE_MIN = 0.03
"""Weaker paths are not worth a reader's time: half of any two texts have one."""
AROUND = 18
"""Characters shown to either side of a word that a need or an offer mentions."""


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Words of a text, verbatim.

    Attributes:
        text: the words.
        before, after: what stands around them, where the words alone say little.
        title: of the text they stand in; "" for the need or offer of the pair itself.
        url: of that text, with its browser shown to the words.
    """

    text: str
    before: str
    after: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownHop:
    """One step of a path.

    Attributes:
        sentence: such as "气凝胶 可解决 热失控".
        start, end: the concepts; "" for the need or the offer.
        kind: mention, stated (a sentence says so) or counted (numbers say so).
        strength: 0 to 1.
        quotes: a few of what it rests on.
    """

    sentence: str
    start: str
    end: str
    kind: str
    strength: float
    quotes: tuple[ShownQuote, ...]

    @property
    def words(self) -> list[str]:
        """The concepts, to be marked in the quotes."""
        return [word for word in (self.start, self.end) if word]


@dataclass(frozen=True, slots=True)
class ShownPath:
    """A path from a need to an offer, 0 to 1 strong."""

    score: float
    hops: tuple[ShownHop, ...]

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts in order."""
        return tuple(hop.end for hop in self.hops[:-1])


Pair = tuple[str, str]
Texts = Mapping[tuple[str, str], values.Need | values.Offer]
"""By "need" or "offer" and id."""


def shown(paths: Mapping[Pair, Iterable[Path]], texts: Texts) -> dict[Pair, list[ShownPath]]:
    """The paths that hold with what still stands word for word in public texts, by pair.

    A quote that is gone is taken away, and the path is as weak as it is without it; a path with a
    hop that has no quote left, or weaker than `SCORE_MIN`, is not shown.
    """
    quotes = {
        quote for each in paths.values() for path in each for quote in path.quotes if _is_far(quote)
    }
    titles = standing(quotes)
    gone = quotes - titles.keys()
    found = {}
    for pair, each in paths.items():
        kept = [path for path in each if not gone.intersection(path.quotes)]
        kept += [
            left
            for path in each
            if gone.intersection(path.quotes) and (left := path.without(gone)) is not None
        ]
        kept.sort(key=lambda path: -path.score)
        found[pair] = [_shown(path, titles, texts) for path in kept if path.score >= SCORE_MIN]
    return found


def _is_far(quote: Quote) -> bool:
    """Whether it is from the graph, not from the need or the offer itself."""
    return quote.source == "corpus"


def _shown(path: Path, titles: Mapping[Quote, str], texts: Texts) -> ShownPath:
    return ShownPath(path.score, tuple(_hop(hop, titles, texts) for hop in path.hops))


def _hop(hop: Hop, titles: Mapping[Quote, str], texts: Texts) -> ShownHop:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    quotes = [each.quote for each in _telling(hop.evidence)]
    return ShownHop(
        sentence=describe_hop(hop, "zh" if language == "zh" else "en"),
        start=hop.start,
        end=hop.end,
        kind=_kind(hop),
        strength=hop.strength,
        quotes=tuple(_quote(quote, titles, texts) for quote in quotes),
    )


def _telling(evidence: Sequence[Evidence]) -> list[Evidence]:
    """A few, those of both concepts where each shows one of them in use."""
    one_each = {each.concept: each for each in reversed(evidence)}
    if len(one_each) == QUOTES_MAX:
        return sorted(one_each.values(), key=evidence.index)
    return list(evidence[:QUOTES_MAX])


def _kind(hop: Hop) -> str:
    if hop.relation is None:
        return "mention"
    return "stated" if hop.relation.is_directed else "counted"


def _quote(quote: Quote, titles: Mapping[Quote, str], texts: Texts) -> ShownQuote:
    if _is_far(quote):
        side, key = side_and_key(quote.document)
        address = (
            f"{reverse(side.value, args=[key])}#:~:text={percent_encoded(quote.text, safe='')}"
        )
        return ShownQuote(quote.text, "", "", titles[quote], address)
    text = getattr(texts[quote.source, quote.document], quote.part)
    before = text[max(0, quote.start - AROUND) : quote.start]
    after = text[quote.end : quote.end + AROUND]
    address = reverse(quote.source, args=[int(quote.document)])
    return ShownQuote(quote.text, before, after, "", address)
