"""Detached Ed25519 signatures of bank files."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from zhiqiao.bank.errors import BankLinkError
from zhiqiao.bank.links import Sign, Verify
from zhiqiao.common import ErrorCode


def new_keys() -> tuple[bytes, bytes]:
    """A private and a public key, in PEM. The private one is not encrypted: mind where it goes."""
    private = Ed25519PrivateKey.generate()
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def signer(private_pem: bytes) -> Sign:
    """Signs with the key.

    Raises:
        BankLinkError: BANK_KEY_BAD.
    """
    try:
        key = load_pem_private_key(private_pem, password=None)
    except (ValueError, TypeError):
        raise BankLinkError(ErrorCode.BANK_KEY_BAD) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BankLinkError(ErrorCode.BANK_KEY_BAD)
    return key.sign


def verifier(public_pem: bytes) -> Verify:
    """Verifies with the key.

    Raises:
        BankLinkError: BANK_KEY_BAD.
    """
    try:
        key = load_pem_public_key(public_pem)
    except ValueError:
        raise BankLinkError(ErrorCode.BANK_KEY_BAD) from None
    if not isinstance(key, Ed25519PublicKey):
        raise BankLinkError(ErrorCode.BANK_KEY_BAD)

    def verify(content: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, content)
        except InvalidSignature:
            return False
        return True

    return verify
