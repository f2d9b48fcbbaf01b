"""A fitted ranking: from named similarities to one score, the chances of grades and a mark."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching.calibrate import GRADES, Calibration
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.frame import Frame
from zhiqiao.matching.similarity import FEATURES, SAME_SCALES, Lens, Scales, TextScale

FORMAT = 2
FORMATS_READ = (1, 2)
"""A model of format 1 has no frame, and all similarities weigh the same."""
EVEN: tuple[float, ...] = (1.0,) * len(FEATURES)
RECOMMENDED_PER_NEED = 2
"""A third recommendation was right less often than the first two (docs/decisions/0017)."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RankingModel:
    """What `rank` needs to know besides the texts.

    Args:
        name: shown beside every result.
        encoder_name: the encoder whose similarities it was fitted on.
        centres: mean of each of `FEATURES` in the graded pairs.
        spreads: standard deviation of each, so that all weigh the same in the fusion.
        calibration: from the score to chances.
        recommend_above: least P(grade >= 3) of a recommended match.
        trees: a LightGBM model in its text form that replaces the fusion; "" where the
            fusion was not beaten.
        scales: how described offers compare to bare titles.
        frame: what vectors are seen less of before they are compared; None for the raw vectors.
        weights: how much each of `FEATURES` counts in the fusion.
        provenance: on what it was fitted and how well, for people.
    """

    name: str
    encoder_name: str
    centres: tuple[float, ...]
    spreads: tuple[float, ...]
    calibration: Calibration
    recommend_above: float
    trees: str = ""
    scales: Scales = SAME_SCALES
    frame: Frame | None = None
    weights: tuple[float, ...] = EVEN
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def through(self, lens: Lens) -> Lens:
        """The lens with the model's own scales and frame: as it was when the model was fitted."""
        return replace(lens, scales=self.scales, frame=self.frame)

    def fused(self, similarities: npt.NDArray[np.float32]) -> Floats:
        """The plain fusion of each row."""
        return fuse(similarities, centres=self.centres, spreads=self.spreads, weights=self.weights)

    def scores(self, similarities: npt.NDArray[np.float32]) -> Floats:
        """One unbounded number for each row of similarities; order is all that matters."""
        fused = self.fused(similarities)
        if not self.trees:
            return fused
        from zhiqiao.matching.trees import predict

        return predict(self.trees, similarities, fused)

    def chances(self, similarities: npt.NDArray[np.float32]) -> Floats:
        """P(grade >= 2, 3, 4) for each row: shape (n, 3)."""
        return self.calibration.chances(self.scores(similarities))

    def to_json(self) -> str:
        """The model as text, readable by `from_json` of any later version."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str, *, path: str = "model") -> "RankingModel":
        """The model in `text`.

        Raises:
            MatchingError: MODEL_UNREADABLE when the text is not such a model.
        """
        try:
            return cls(**_read(json.loads(text)))
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
            OverflowError,
        ) as error:
            raise MatchingError(ErrorCode.MODEL_UNREADABLE, path=path, why=error) from error


def _read(parts: dict[str, Any]) -> dict[str, Any]:
    """The fields of a model from its JSON, every one checked."""
    if parts.pop("format") not in FORMATS_READ:
        raise ValueError("format")
    spreads = _numbers(parts["spreads"], len(FEATURES))
    if min(spreads) <= 0:
        raise ValueError("spreads")
    for name in ("name", "encoder_name", "trees"):
        if not isinstance(parts[name], str):
            raise TypeError(name)
    calibration = {
        name: _numbers(values, len(GRADES)) for name, values in parts["calibration"].items()
    }
    if min(calibration["slopes"]) < 0:
        raise ValueError("slopes")
    scales = [_numbers([each["offset"], each["slope"]], 2) for each in parts["scales"]]
    if len(scales) != len(FEATURES):
        raise ValueError("scales")
    return {
        **parts,
        "centres": _numbers(parts["centres"], len(FEATURES)),
        "spreads": spreads,
        "calibration": Calibration(**calibration),  # type: ignore[arg-type]
        "recommend_above": _numbers([parts["recommend_above"]], 1)[0],
        "scales": tuple(TextScale(offset, slope) for offset, slope in scales),
        "frame": _frame(parts.get("frame")),
        "weights": _weights(parts.get("weights", EVEN)),
        "provenance": dict(parts["provenance"]),
    }


def _frame(parts: dict[str, Any] | None) -> Frame | None:
    """The frame of a model, all its vectors of one length; none in a model of format 1."""
    if parts is None:
        return None
    dim = len(parts["offer"])
    return Frame(
        title=_numbers(parts["title"], dim),
        whole=_numbers(parts["whole"], dim),
        offer=_numbers(parts["offer"], dim),
        shared=tuple(_numbers(each, dim) for each in parts["shared"]),
    )


def _weights(values: list[Any] | tuple[float, ...]) -> tuple[float, ...]:
    """Weights of which none is negative and not all are 0: more likeness never ranks lower."""
    weights = _numbers(values, len(FEATURES))
    if min(weights) < 0 or not any(weights):
        raise ValueError("weights")
    return weights


def _numbers(values: list[Any] | tuple[float, ...], count: int) -> tuple[float, ...]:
    """So many finite numbers."""
    if len(values) != count or not all(
        isinstance(each, int | float) and math.isfinite(each) for each in values
    ):
        raise ValueError(f"not {count} finite numbers")
    return tuple(map(float, values))


def fuse(
    similarities: npt.NDArray[np.float32],
    *,
    centres: tuple[float, ...],
    spreads: tuple[float, ...],
    weights: tuple[float, ...] = EVEN,
) -> Floats:
    """The plain fusion: weighted mean of standardised similarities (Fox and Shaw 1994, CombSUM)."""
    standard = (similarities.astype(np.float64) - np.asarray(centres)) / np.asarray(spreads)
    fused: Floats = (standard * np.asarray(weights)).sum(axis=1) / sum(weights)
    return fused
