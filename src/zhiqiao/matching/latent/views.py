"""How alike facts are, seen in five ways, each on one scale.

Every view is brought to local scale (Zelnik-Manor and Perona 2004): a likeness counts against
how alike both texts are to their own neighbours, so that texts which resemble everything
(hubs; Radovanovic et al. 2010) do not stand at the top of every list.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from zhiqiao.matching.latent.values import Fact, Source
from zhiqiao.matching.latent.vectors import Kernel, beside, cosines, pieces, unit
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import fold

Cut = Callable[[str], Sequence[str]]
"""Cuts a folded text into words."""

VIEWS = ("words", "frame", "opening", "title_meaning", "text_meaning")
SOURCE_OF = {
    "words": Source.WORDS,
    "frame": Source.DRAFTING,
    "opening": Source.DRAFTING,
    "title_meaning": Source.MEANING,
    "text_meaning": Source.MEANING,
}
NEIGHBOURS = 50
COMMON_SHARE = 0.02
"""A word in so many of the texts says how a text is drafted, not what it is about."""
OPENINGS = (12, 30)
"""Characters: the set phrase alone, and the set phrase with what follows it."""
TITLE_MARK = "某"
SCALE_MIN = 1e-4
_SIGNS = re.compile(r"([^\w ]+)")


def views(facts: Sequence[Fact], *, encoder: Encoder, cut: Cut) -> dict[str, Kernel]:
    """For each of `VIEWS` a kernel: shape (n, n) float32, symmetric, standard deviation 1."""
    titles = [fold(fact.title) for fact in facts]
    bodies = [_body(fact) for fact in facts]
    whole = [f"{title}。{fold(fact.text)}" for title, fact in zip(titles, facts, strict=True)]
    found = {
        "words": cosines([pieces(each, longest=3) for each in whole]),
        "frame": cosines(_frames([_tokens(fold(body), cut) for body in bodies])),
        "opening": _opening(bodies),
        "title_meaning": _meaning([fact.title for fact in facts], encoder),
        "text_meaning": _meaning([whole_text(fact) for fact in facts], encoder),
    }
    return {name: scaled(found[name]) for name in VIEWS}


def whole_text(fact: Fact) -> str:
    """What the whole fact's meaning is taken from."""
    return fact.text or fact.title


def scaled(likeness: Kernel) -> Kernel:
    """The likeness over the geometric mean of both texts' likeness to their neighbours."""
    others = beside(likeness)
    near = min(NEIGHBOURS, max(len(others) - 1, 1))
    reach = np.partition(others, -near, axis=1)[:, -near:].mean(axis=1)
    root = np.sqrt(np.maximum(reach, 0) + SCALE_MIN)
    return unit(np.asarray(likeness / np.outer(root, root), np.float32))


def _body(fact: Fact) -> str:
    """The text without its title: most abstracts repeat it, which says nothing new."""
    text = fact.text.strip()
    return text.replace(fact.title, TITLE_MARK) if fact.title else text


def _opening(bodies: Sequence[str]) -> Kernel:
    """How alike texts begin: mean over both lengths of opening."""
    found = [cosines([pieces(body[:length], longest=4) for body in bodies]) for length in OPENINGS]
    return np.asarray(np.mean(found, axis=0), np.float32)


def _tokens(text: str, cut: Cut) -> list[str]:
    """The words of a folded text and the signs between them, which are habits as well."""
    found: list[str] = []
    for part in _SIGNS.split(text):
        found += cut(part) if part and part[0].isalnum() else part
    return found


def _frames(texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """What is left of each text when its own words are blanked: one, two and three in a row."""
    documents = Counter(word for words in texts for word in set(words))
    least = COMMON_SHARE * len(texts)
    return [
        list(_runs([word if documents[word] >= least else "" for word in words])) for words in texts
    ]


def _runs(words: Sequence[str]) -> Iterable[str]:
    for length in (1, 2, 3):
        for at in range(len(words) - length + 1):
            run = words[at : at + length]
            if any(run):
                yield "\t".join(run)


def _meaning(texts: Sequence[str], encoder: Encoder) -> Kernel:
    """Cosines of the passage vectors about their mean, which all texts share."""
    vectors = encoder.encode_passages(texts)
    filled = np.abs(vectors).sum(axis=1) > 0
    centred = (
        np.where(filled[:, None], vectors - vectors[filled].mean(axis=0), 0)
        if filled.any()
        else vectors
    )
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    directions = centred / np.maximum(norms, 1e-9)
    return np.asarray(directions @ directions.T, np.float32)
