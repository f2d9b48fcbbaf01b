"""Finding candidates among many texts: the one layer that touches index files."""

from zhiqiao.index.documents import Candidate, Document
from zhiqiao.index.encoders import load_encoder
from zhiqiao.index.finding import find_needs, find_offers
from zhiqiao.index.graphs import load_graph
from zhiqiao.index.shipped import load_model, load_rarity, rarity_in
from zhiqiao.index.textindex import TextIndex

__all__ = [
    "Candidate",
    "Document",
    "TextIndex",
    "find_needs",
    "find_offers",
    "load_encoder",
    "load_graph",
    "load_model",
    "load_rarity",
    "rarity_in",
]
