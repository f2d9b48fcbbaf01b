"""What reading a file gives."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file's statuses or lines.

    Attributes:
        count: of all; those neither matched nor different were known already.
        detail: what else the page tells of the file: numbers and code words.
    """

    count: int
    matched: int
    different: int
    detail: dict[str, object] = field(default_factory=dict)
