"""Payloads: what an act said or handed in, encrypted with a key for each person and purpose, bound by a commitment.

The key of a person for a purpose is drawn at random and kept only wrapped with the secret of that purpose. Destroying
the wrapped key makes all payloads of the person unreadable for good (erasure), while the commitments in the journal
still hold. Numbers of keys are derived with the secret of the purpose: two purposes give one person two numbers that
nobody without both secrets can join.

Cryptography: HKDF-SHA256 (RFC 5869), HMAC-SHA256 (RFC 2104), AES-256-GCM (NIST SP 800-38D). Keys and nonces are drawn
by the caller and passed in.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY, NONCE, CHECK, NUMBER = 32, 12, 32, 16
FORMAT = b"\x01"
LABEL = b"safeconduct payload 1"
START = len(FORMAT) + CHECK + NONCE


class Unreadable(ValueError):
    """A payload or a wrapped key that this key does not open; says why."""


def purpose_secret(root: bytes, purpose: str) -> bytes:
    """Derive the secret of a purpose from the secret of the instance, which is kept apart from the data."""
    if len(root) != KEY or not purpose:
        message = "The secret of an instance has 32 bytes, and a purpose has a name."
        raise ValueError(message)
    return HKDF(SHA256(), KEY, LABEL, b"purpose " + purpose.encode()).derive(root)


def key_number(secret: bytes, person: str) -> str:
    """Return the number under which this purpose knows the person: 32 hexadecimal digits."""
    return hmac.digest(secret, b"number " + person.encode(), sha256)[:NUMBER].hex()


def wrap(secret: bytes, number: str, key: bytes, nonce: bytes) -> bytes:
    """Encrypt the key of a person with the secret of the purpose, bound to its number."""
    _check_lengths(key, nonce)
    return nonce + _wrapping(secret).encrypt(nonce, key, number.encode())


def unwrap(secret: bytes, number: str, wrapped: bytes) -> bytes:
    """Return the key of a person."""
    return _decrypt(_wrapping(secret), wrapped[:NONCE], wrapped[NONCE:], number.encode())


def seal(key: bytes, number: str, plain: bytes, nonce: bytes) -> bytes:
    """Encrypt a payload with the key of a person, which has that number.

    The bytes also hold a check of the key: AES-GCM alone lets somebody who knows two keys make one text that opens to
    two things, and a commitment must be to one.
    """
    _check_lengths(key, nonce)
    head = FORMAT + _check_of(key) + nonce
    return head + AESGCM(key).encrypt(nonce, plain, head + number.encode())


def open_sealed(key: bytes, number: str, sealed: bytes) -> bytes:
    """Decrypt a payload."""
    return opener(key, number)(sealed)


def opener(key: bytes, number: str) -> Callable[[bytes], bytes]:
    """Return what decrypts the payloads of one person: their key is made ready once for all of them."""
    cipher, check, bound = AESGCM(key), _check_of(key), number.encode()

    def opened(sealed: bytes) -> bytes:
        head = sealed[:START]
        if head[:1] != FORMAT or not hmac.compare_digest(head[1 : 1 + CHECK], check):
            message = "The payload was sealed with another key, or its bytes were changed."
            raise Unreadable(message)
        return _decrypt(cipher, head[-NONCE:], sealed[START:], head + bound)

    return opened


def commitment(sealed: bytes) -> str:
    """Return what an entry holds of a payload: 64 hexadecimal digits."""
    return sha256(LABEL + sealed).hexdigest()


@lru_cache(maxsize=8)
def _wrapping(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY, LABEL, b"wrapping").derive(secret))


def _check_of(key: bytes) -> bytes:
    return hmac.digest(key, LABEL + b" check", sha256)


def _decrypt(cipher: AESGCM, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError):
        message = "The key does not open this, or its bytes or its number were changed."
        raise Unreadable(message) from None


def _check_lengths(key: bytes, nonce: bytes) -> None:
    if len(key) != KEY or len(nonce) != NONCE:
        message = "A key has 32 bytes and a nonce 12."
        raise ValueError(message)
