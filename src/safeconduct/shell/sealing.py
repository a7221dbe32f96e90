"""Encrypts what lies in the database for a short time and must not be read from a copy of it: addresses, answers.

The key is derived, for each use, from the secret of the data folder (HKDF-SHA256, RFC 5869), which no backup holds, and
the text encrypted with AES-256-GCM (NIST SP 800-38D). When the secret is changed, the old one is named in Django's
SECRET_KEY_FALLBACKS until what it sealed is gone; whatever was sealed with a secret that is lost is lost as well.
Payloads of cases have keys for each person, which are destroyed to erase; they are sealed by the journal, not here.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY, NONCE, TAG = 32, 12, 16
FORMAT = b"\x01"
LABEL = b"safeconduct sealing 1 "
RandomBytes = Callable[[int], bytes]


class Unsealable(ValueError):
    """These bytes were not sealed for this use with a secret that we have."""


def seal(plain: bytes, use: str, random_bytes: RandomBytes = os.urandom) -> bytes:
    """Encrypt for one use, named by a short word; what was sealed for one use does not open for another."""
    nonce = random_bytes(NONCE)
    return FORMAT + nonce + _cipher(settings.SECRET_KEY, use).encrypt(nonce, plain, FORMAT)


def unseal(sealed: bytes, use: str) -> bytes:
    """Decrypt what was sealed for this use."""
    if sealed[:1] != FORMAT or len(sealed) < 1 + NONCE + TAG:
        raise Unsealable("These bytes were not sealed here.")
    nonce, encrypted = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(secret, use).decrypt(nonce, encrypted, FORMAT)
        except InvalidTag:
            continue
    raise Unsealable("No secret that we have opens this, or its bytes were changed.")


@lru_cache(maxsize=64)
def _cipher(secret: str, use: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY, None, LABEL + use.encode()).derive(secret.encode()))
