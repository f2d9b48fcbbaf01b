"""What can be found wrong with the chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiqiao.web.audit.signing import Checkpoint


class Tampering(StrEnum):
    """How a chain was changed after it was written."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    TAIL_CUT = "tail_cut"
    TAIL_REPLACED = "tail_replaced"
    RECOMPUTED = "recomputed"
    CHECKPOINT_FORGED = "checkpoint_forged"
    CHECKPOINT_LOST = "checkpoint_lost"
    KEY_DIFFERS = "key_differs"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its kind and the rows from `first` to `last` within which it lies.

    For a swap the two are the rows that changed places. For the checkpoints they are the line in
    the file of checkpoints.
    """

    kind: Tampering
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `rows` were read, `checkpoints` have a good signature."""

    rows: int
    breaks: int
    checkpoints: int
    last_checkpoint: int
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def checked_lines(
    signed: Sequence[Checkpoint | None], public: Ed25519PublicKey | None
) -> tuple[list[Checkpoint], list[Finding]]:
    """The checkpoints that hold, and what is wrong with the others, by line."""
    good: list[Checkpoint] = []
    findings = []
    signature = ""
    for line, each in enumerate(signed, start=1):
        if each is None or public is None or not each.is_signed_by(public):
            findings.append(Finding(Tampering.CHECKPOINT_FORGED, line, line))
            continue
        if each.previous != signature:
            findings.append(Finding(Tampering.CHECKPOINT_LOST, line, line))
        signature = each.signature
        good.append(each)
    return good, findings
