"""Needs and offers: diagnosis, ranking with grades, reasons and evidence, evaluation, fitting.

A pure engine: values in, values out. Front doors: `rank`, `rank_needs`, `diagnose`,
`evaluate`, `cross_validate`, `fit`, `train`. The values are in `zhiqiao.matching.values`.
"""

from zhiqiao.matching.diagnose import Diagnosis, diagnose
from zhiqiao.matching.evaluate import Evaluation, evaluate
from zhiqiao.matching.fit import cross_validate, fit
from zhiqiao.matching.grams import Rarity
from zhiqiao.matching.model import RankingModel
from zhiqiao.matching.pairs import Judged
from zhiqiao.matching.rank import rank, rank_needs
from zhiqiao.matching.similarity import Lens
from zhiqiao.matching.training import train

__all__ = [
    "Diagnosis",
    "Evaluation",
    "Judged",
    "Lens",
    "RankingModel",
    "Rarity",
    "cross_validate",
    "diagnose",
    "evaluate",
    "fit",
    "rank",
    "rank_needs",
    "train",
]
