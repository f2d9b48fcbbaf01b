"""What keeps a learning ranker honest: drift, agreement of two rankings, the bias of places.

Pure arithmetic over numbers that the site keeps; nothing here reads texts.
"""

from zhiqiao.matching.learning.agreement import Agreement, Placed, agreement, disagreement
from zhiqiao.matching.learning.drift import Drift, Movement, Reference, drift
from zhiqiao.matching.learning.places import GradedPlace, PlaceWeights, WeightedRate

__all__ = [
    "Agreement",
    "Drift",
    "GradedPlace",
    "Movement",
    "PlaceWeights",
    "Placed",
    "Reference",
    "WeightedRate",
    "agreement",
    "disagreement",
    "drift",
]
