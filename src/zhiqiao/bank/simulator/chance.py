"""Chance that can be repeated: drawn from the seed and a name, never from the order of things."""

import hashlib
from struct import Struct

_SIXTEEN = Struct("<16I")
WHOLE_BP = 10_000


class Lot:
    """Sixteen draws for one thing, always the same for the same seed and name."""

    __slots__ = ("_numbers",)
    _numbers: tuple[int, ...]

    def __init__(self, seed: bytes, name: str) -> None:
        digest = hashlib.blake2b(name.encode(errors="surrogatepass"), key=seed).digest()
        self._numbers = _SIXTEEN.unpack(digest)

    def happens(self, draw: int, rate_bp: int) -> bool:
        """Whether it happens, with the rate."""
        return self._numbers[draw] % WHOLE_BP < rate_bp

    def number(self, draw: int, below: int) -> int:
        """A number from 0 on."""
        return self._numbers[draw] % below


def seed_bytes(seed: int) -> bytes:
    """The seed as a key of `Lot`."""
    return str(seed).encode()[:64] or b"0"
