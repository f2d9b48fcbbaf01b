"""The concept graph of the site's public texts, kept beside the index."""

from functools import cache
from pathlib import Path

from django.conf import settings

from zhiqiao.associations import Graph
from zhiqiao.index import load_encoder
from zhiqiao.index.kept_graph import KeptGraph
from zhiqiao.web.associations.public_texts import public_documents

ENCODER = "static"
"""Measured on graded pairs, a larger one finds no better paths and takes a hundred times as long;
and whatever serves the matching, these texts are sent nowhere."""


@cache
def _kept(folder: Path) -> KeptGraph:
    return KeptGraph(folder, source=public_documents, encoder=load_encoder(ENCODER))


def kept_graph() -> KeptGraph:
    """The graph's folder; it can be lost, like the index, and is built again."""
    return _kept(Path(settings.ZHIQIAO_DATA) / "index" / "associations")


def site_graph() -> Graph | None:
    """The newest graph; None until the background process has built one."""
    return kept_graph().current()
