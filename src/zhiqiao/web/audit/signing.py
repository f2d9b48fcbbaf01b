"""A signed line about the chain, and what its signature covers. Needs no database."""

import hashlib
import json
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DOMAIN = b"zhiqiao-audit-checkpoint-1\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One signed line. `mac`, `digest`, `previous` and `signature` are hexadecimal."""

    number: int
    mac: str
    at: str
    digest: str
    previous: str
    key: str
    signature: str = ""

    def message(self) -> bytes:
        """What is signed."""
        signed = {name: value for name, value in asdict(self).items() if name != "signature"}
        return DOMAIN + json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()

    def is_signed_by(self, public: Ed25519PublicKey) -> bool:
        """Whether the signature is that of the key's owner."""
        try:
            public.verify(bytes.fromhex(self.signature), self.message())
        except (InvalidSignature, ValueError):
            return False
        return True


def read_checkpoint(line: bytes) -> Checkpoint | None:
    """A line of the file of checkpoints; None where it cannot be read."""
    try:
        return Checkpoint(**json.loads(line))
    except (ValueError, TypeError):
        return None


def started_digest(before: str) -> "hashlib._Hash":
    """The digest of a checkpoint before its first row: bound to the digest of the one before."""
    return hashlib.sha256(before.encode() + b"\n")
