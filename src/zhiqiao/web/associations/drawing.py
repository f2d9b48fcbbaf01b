"""Paths as a drawing: the need on the left, concepts between, offers on the right.

Pure: numbers of pixels in a view box. Every node is a link, so the drawing is walked by keyboard;
the list beside it says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from zhiqiao.web.associations.shown import ShownHop, ShownPath

WIDTH = 880
MARGIN = 10
NEED_WIDTH, CONCEPT_WIDTH, OFFER_WIDTH = 116, 122, 190
NODE_HEIGHT, ROW_HEIGHT = 40, 50
LETTER_WIDTH = 13.0
"""Of a Chinese character; others take about half."""
NARROW = 0.56
LINES_MAX = 2
LINE_WIDTH_MIN, LINE_WIDTH_MAX = 1.0, 5.0
LAST = 4
"""Layers: 0 the need, 1 first concepts, 2 concepts between, 3 last concepts, 4 offers."""


@dataclass(frozen=True, slots=True)
class End:
    """What stands at the right of the drawing, with the paths that lead there.

    Attributes:
        key: tells it from the others.
        label: its title.
        url: of it.
        paths: at least one.
        is_latent: whether only paths lead to it.
    """

    key: str
    label: str
    url: str
    paths: Sequence[ShownPath]
    is_latent: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A box: place of its upper left corner and size, lines of its label, where it leads."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]
    label: str
    url: str

    @property
    def middle(self) -> float:
        """Where its label is centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A curve between two boxes: its path, kind and width, and what it says."""

    curve: str
    kind: str
    width: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines below boxes, in a view box of `width` by `height`."""

    width: int
    height: int
    lines: tuple[Line, ...]
    nodes: tuple[Node, ...]


@dataclass
class _Plan:
    """Nodes by layer and the strongest hop between any two."""

    labels: dict[tuple[int, str], tuple[str, str, str]] = field(default_factory=dict)
    hops: dict[tuple[tuple[int, str], tuple[int, str]], ShownHop] = field(default_factory=dict)

    def add(self, before: tuple[int, str], after: tuple[int, str], hop: ShownHop) -> None:
        known = self.hops.get((before, after))
        if known is None or known.strength < hop.strength:
            self.hops[before, after] = hop

    def layer(self, number: int) -> list[tuple[int, str]]:
        return [key for key in self.labels if key[0] == number]


def draw(need: str, need_url: str, ends: Sequence[End]) -> Drawing:
    """The drawing of all paths to the ends, which stand from top to bottom as given."""
    plan = _planned(need, need_url, ends)
    heights = _heights(plan)
    layers = [number for number in range(LAST + 1) if plan.layer(number)]
    tallest = max((len(plan.layer(number)) for number in layers), default=1)
    height = tallest * ROW_HEIGHT + 2 * MARGIN
    left = _columns(layers)
    nodes = {
        key: _node(key, plan.labels[key], left[key[0]], heights[key] * height)
        for key in plan.labels
    }
    hops = sorted(plan.hops.items(), key=lambda pair: pair[1].strength)
    lines = tuple(_line(nodes[before], nodes[after], hop) for (before, after), hop in hops)
    return Drawing(WIDTH, height, lines, tuple(nodes[key] for key in sorted(nodes, key=_order)))


def _order(key: tuple[int, str]) -> int:
    return key[0]


def _planned(need: str, need_url: str, ends: Sequence[End]) -> _Plan:
    plan = _Plan()
    start = (0, "")
    plan.labels[start] = ("need", need, need_url)
    for end in ends:
        goal = (LAST, end.key)
        plan.labels[goal] = ("latent" if end.is_latent else "offer", end.label, end.url)
        for path in end.paths:
            at = start
            for layer, hop in zip(_layers(path), path.hops, strict=True):
                after = goal if layer == LAST else (layer, hop.end)
                plan.labels.setdefault(after, ("concept", hop.end, f"#way-{end.key}"))
                plan.add(at, after, hop)
                at = after
    return plan


def _layers(path: ShownPath) -> tuple[int, ...]:
    """The layers that the path's hops reach: one concept between stands in the middle."""
    return {2: (2, LAST), 3: (1, 3, LAST)}.get(len(path.hops), (1, 2, 3, LAST))


def _heights(plan: _Plan) -> dict[tuple[int, str], float]:
    """For every node its middle, as a share of the height; from right to left by what follows."""
    heights: dict[tuple[int, str], float] = {}
    for number in range(LAST, -1, -1):
        layer = plan.layer(number)
        if number < LAST:
            layer.sort(key=lambda key: (_mean(plan, heights, key), key[1]))
        for place, key in enumerate(layer):
            heights[key] = (place + 0.5) / len(layer)
    return heights


def _mean(plan: _Plan, heights: dict[tuple[int, str], float], key: tuple[int, str]) -> float:
    after = [heights[end] for start, end in plan.hops if start == key and end in heights]
    return sum(after) / len(after) if after else 0.0


def _width(layer: int) -> float:
    return {0: NEED_WIDTH, LAST: OFFER_WIDTH}.get(layer, CONCEPT_WIDTH)


def _columns(layers: Sequence[int]) -> dict[int, float]:
    """Left edges of the layers in use, with equal gaps."""
    taken = sum(_width(layer) for layer in layers) + 2 * MARGIN
    gap = (WIDTH - taken) / max(1, len(layers) - 1)
    left, x = {}, float(MARGIN)
    for layer in layers:
        left[layer] = x
        x += _width(layer) + gap
    return left


def _node(key: tuple[int, str], said: tuple[str, str, str], left: float, middle: float) -> Node:
    kind, label, url = said
    width = _width(key[0])
    lines = wrapped(label, width - 14)
    first = middle + LETTER_WIDTH * 0.36 - (len(lines) - 1) * LETTER_WIDTH * 0.6
    step = LETTER_WIDTH * 1.2
    placed = tuple((round(first + at * step, 1), line) for at, line in enumerate(lines))
    top = middle - NODE_HEIGHT / 2
    return Node(kind, round(left, 1), round(top, 1), width, NODE_HEIGHT, placed, label, url)


def wrapped(label: str, width: float) -> list[str]:
    """The label in at most `LINES_MAX` lines that fit, the last cut with … where it does not.

    >>> wrapped("气凝胶毡隔热材料", 52.0)
    ['气凝胶毡', '隔热材料']
    """
    lines, line, used = [], "", 0.0
    for letter in label:
        size = LETTER_WIDTH * (1.0 if east_asian_width(letter) in "WFA" else NARROW)
        if used + size > width and line:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + letter, used + size
    lines.append(line)
    if len(lines) > LINES_MAX:
        lines = [*lines[: LINES_MAX - 1], f"{lines[LINES_MAX - 1][:-1]}…"]
    return [each.strip() for each in lines]


def _line(before: Node, after: Node, hop: ShownHop) -> Line:
    x1, y1 = before.x + before.width, before.y + before.height / 2
    x2, y2 = after.x, after.y + after.height / 2
    bend = (x1 + x2) / 2
    curve = f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    width = LINE_WIDTH_MIN + (LINE_WIDTH_MAX - LINE_WIDTH_MIN) * hop.strength
    return Line(curve, hop.kind, round(width, 1), hop.sentence)


def strongest(ends: Sequence[End], *, top: int, latent_max: int) -> list[End]:
    """Those with the strongest paths, each with its strongest; the latent ones last.

    Args:
        ends: any number.
        top: at most so many in all.
        latent_max: so many places are kept for latent ones, where there are any.
    """
    ranked = sorted(ends, key=lambda end: (-end.paths[0].score, end.key))
    latent = [end for end in ranked if end.is_latent][:latent_max]
    known = [end for end in ranked if not end.is_latent][: top - len(latent)]
    return [End(e.key, e.label, e.url, e.paths[:1], e.is_latent) for e in (*known, *latent)]
