"""Latent needs: what an enterprise is likely to need next though nobody wrote it down.

A pure engine. Front doors: `infer_needs`, `visit_order`, `evaluate_latent`.
"""

from zhiqiao.matching.latent.evaluate import evaluate_latent
from zhiqiao.matching.latent.feedback import Answer, Feedback, answered, trust
from zhiqiao.matching.latent.infer import Reading, infer_needs
from zhiqiao.matching.latent.visits import visit_order

__all__ = [
    "Answer",
    "Feedback",
    "Reading",
    "answered",
    "evaluate_latent",
    "infer_needs",
    "trust",
    "visit_order",
]
