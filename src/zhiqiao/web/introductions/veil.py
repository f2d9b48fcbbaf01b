"""What a provider is told of a confidential need before both sides consent, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.catalogue.models import Need, Status
from zhiqiao.web.introductions.wording import BAND_STARTS, REASONS, Band

ENTERPRISES_MIN = 5
"""A field is named only where so many organisations have needs in it."""


def band_of(probability: float) -> Band:
    """The probability of a pair in three steps."""
    return next(band for least, band in BAND_STARTS if probability >= least)


def codes_of(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """The kinds of the engine's reasons, each once, in a fixed order; no word of their text."""
    given = {f"{each['kind']}-{'for' if each['favours'] else 'against'}" for each in reasons}
    return [code for code in REASONS if code in given]


def coarse_field(need: Need) -> str:
    """The need's field, or "" where too few others share it."""
    if not need.field:
        return ""
    with every_row_for("how many organisations have needs in a field"):
        rows = Need.objects.unscoped().filter(field=need.field, status=Status.PUBLISHED)
        crowd = rows.order_by().values("organisation_id").distinct().count()
    return need.field if crowd >= ENTERPRISES_MIN else ""
