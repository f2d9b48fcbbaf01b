"""What one model gains over another, as a person reads it in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiqiao.matching.fit import Gain


def shown(gain: "Gain") -> str:
    """A gain with its interval and on how many needs it was seen."""
    return f"{gain.mean:+.3f} ({gain.low:+.3f} … {gain.high:+.3f}, n = {gain.needs})"
