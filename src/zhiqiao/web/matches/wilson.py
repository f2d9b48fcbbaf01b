"""The interval of a rate, honest also for few counts."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `count`, with the Wilson 95 % interval; all None when nothing was counted."""

    hits: int
    count: int

    @property
    def share(self) -> float | None:
        """The share of hits."""
        return self.hits / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval (Wilson 1927), within 0 to 1.

        >>> low, high = Rate(8, 10).interval
        >>> round(low, 3), round(high, 3)
        (0.49, 0.943)
        """
        if not self.count:
            return None
        share = self.hits / self.count
        square = Z_95**2 / self.count
        centre = share + square / 2
        reach = Z_95 * sqrt(share * (1 - share) / self.count + square / (4 * self.count))
        return (
            max(0.0, (centre - reach) / (1 + square)),
            min(1.0, (centre + reach) / (1 + square)),
        )

    @property
    def is_scarce(self) -> bool:
        """Whether there are too few counts to compare versions by."""
        return self.count < ENOUGH
