"""Associations: how a need reaches an offer that shares few words with it.

A pure engine: documents in, a concept graph out, and paths over it, every hop with quotes that
stand verbatim in the documents. Front doors: `build`, `associate`, `split`. The values are in
`zhiqiao.associations.values`.
"""

from zhiqiao.associations.apart import Split, split
from zhiqiao.associations.build import build
from zhiqiao.associations.graph import Edge, Graph
from zhiqiao.associations.paths import Hop, Path, associate
from zhiqiao.associations.settings import Settings

__all__ = ["Edge", "Graph", "Hop", "Path", "Settings", "Split", "associate", "build", "split"]
