"""Ciphers that seal a text and show any change to it: AES-256-GCM, and SM4-GCM (GB/T 32907)."""

import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as Construction
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
TAG_BYTES = 16


class ChangedError(Exception):
    """What was sealed is not what is here: other bytes, another key or another use."""


class Cipher(Protocol):
    """Authenticated encryption. `about` is not encrypted, but must be the same when opening."""

    name: str
    key_bytes: int

    def encrypt(self, key: bytes, text: bytes, *, about: bytes) -> bytes:
        """A fresh nonce followed by the sealed text."""

    def decrypt(self, key: bytes, sealed: bytes, *, about: bytes) -> bytes:
        """The text. Raises ChangedError where anything differs."""


class Aes256Gcm:
    """AES with a key of 256 bits in Galois counter mode (NIST SP 800-38D)."""

    name = "AES-256-GCM"
    key_bytes = 32

    def encrypt(self, key: bytes, text: bytes, *, about: bytes) -> bytes:
        """A fresh nonce followed by the sealed text."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, text, about)

    def decrypt(self, key: bytes, sealed: bytes, *, about: bytes) -> bytes:
        """The text.

        Raises:
            ChangedError: the bytes, the key or what they are about differ.
        """
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
        except (InvalidTag, ValueError) as error:
            raise ChangedError from error


class Sm4Gcm:
    """SM4, the block cipher of GB/T 32907-2016, in Galois counter mode."""

    name = "SM4-GCM"
    key_bytes = 16

    def encrypt(self, key: bytes, text: bytes, *, about: bytes) -> bytes:
        """A fresh nonce followed by the sealed text."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        encryptor = Construction(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(about)
        sealed = encryptor.update(text) + encryptor.finalize()
        return nonce + sealed + encryptor.tag

    def decrypt(self, key: bytes, sealed: bytes, *, about: bytes) -> bytes:
        """The text.

        Raises:
            ChangedError: the bytes, the key or what they are about differ.
        """
        nonce, content, tag = _parts(sealed)
        try:
            mode = modes.GCM(nonce, tag)
            decryptor = Construction(algorithms.SM4(key), mode).decryptor()
            decryptor.authenticate_additional_data(about)
            return decryptor.update(content) + decryptor.finalize()
        except (InvalidTag, ValueError) as error:
            raise ChangedError from error


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    """Nonce, content and tag."""
    return sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]


CIPHERS: dict[str, Cipher] = {cipher.name: cipher for cipher in (Aes256Gcm(), Sm4Gcm())}
