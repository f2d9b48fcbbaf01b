"""From a query to fused candidates."""

from collections.abc import Mapping

import numpy as np

from zhiqiao.index.documents import Candidate
from zhiqiao.index.fusion import reciprocal_rank
from zhiqiao.index.lexical import Hits
from zhiqiao.index.parts import Vectors
from zhiqiao.index.snapshot import Snapshot
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import query_texts
from zhiqiao.matching.values import Need

QUERY_CHARACTERS_MAX = 1_000
NORM_MIN = 1e-9
WEIGHT_WORDS, WEIGHT_PAIRS, WEIGHT_DENSE = 0.5, 0.5, 1.0
"""Half for shared characters, half for meaning."""


def search(
    snapshot: Snapshot, encoder: Encoder, title: str, text: str, *, top: int
) -> tuple[Candidate, ...]:
    """The documents most like the query, best first, ties by id; none for a blank query.

    Three lists are fused by rank: shared words, shared character pairs, near vectors.
    """
    title, text = title[:QUERY_CHARACTERS_MAX], text[:QUERY_CHARACTERS_MAX]
    if not (title.strip() or text.strip()) or not snapshot.manifest.documents or top < 1:
        return ()
    vector = query_vector(encoder, title, text)
    words = snapshot.lexical.by_words(title, text, top=top)
    pairs = snapshot.lexical.by_pairs(title, text, top=top)
    near = snapshot.nearest(vector, top=top) if vector.any() else (words[0][:0], words[1][:0])
    return _fused(snapshot, vector, (words, pairs, near), top)


def query_vector(encoder: Encoder, title: str, text: str) -> Vectors:
    """One unit vector for a query: the mean of its title and of title and text, (dim,) float32."""
    vector = encoder.encode_queries(query_texts(Need("", title, text))).mean(axis=0)
    norm = float(np.linalg.norm(vector))
    return np.asarray(vector / norm if norm > NORM_MIN else np.zeros_like(vector), np.float32)


def _fused(
    snapshot: Snapshot, vector: Vectors, lists: tuple[Hits, Hits, Hits], top: int
) -> tuple[Candidate, ...]:
    rows = np.unique(np.concatenate([rows for rows, _ in lists]))
    ids = snapshot.ids(rows)
    id_of = dict(zip(rows.tolist(), ids, strict=True))
    words, pairs, near = (
        {id_of[row]: score for row, score in zip(found.tolist(), scores.tolist(), strict=True)}
        for found, scores in lists
    )
    cosines = dict(zip(ids, (snapshot.vectors(rows) @ vector).tolist(), strict=True))
    weighted = [(words, WEIGHT_WORDS), (pairs, WEIGHT_PAIRS), (near, WEIGHT_DENSE)]
    fused = reciprocal_rank(weighted)[:top]
    return tuple(
        Candidate(id_, score, _sum(id_, words, pairs), cosines[id_]) for id_, score in fused
    )


def _sum(id_: str, *lists: Mapping[str, float]) -> float:
    return sum(scores.get(id_, 0.0) for scores in lists)
