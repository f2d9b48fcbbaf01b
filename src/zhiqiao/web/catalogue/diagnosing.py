"""The diagnosis of a need, as stored beside it and as shown while it is written."""

from zhiqiao.matching import Diagnosis, diagnose
from zhiqiao.web.catalogue.confidential import Words
from zhiqiao.web.catalogue.engine import need_value
from zhiqiao.web.catalogue.models import Need


def diagnosis_of(need: Need, words: Words | None = None) -> Diagnosis:
    """What the need says, what it leaves open, and what to ask; `words` if it is confidential."""
    return diagnose(need_value(need, words))


def measure(need: Need) -> None:
    """Stores the diagnosis's quality on the need; the caller saves it."""
    diagnosis = diagnosis_of(need)
    need.quality = diagnosis.quality
    need.quality_level = diagnosis.level
