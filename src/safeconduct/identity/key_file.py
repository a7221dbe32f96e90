"""A private key in a file that is carried away: PKCS #8, encrypted with a passphrase (RFC 5958)."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from safeconduct.identity.keys import SoftwareSigner, signer
from safeconduct.identity.refusal import Refused

SHORTEST = 12


def write_key(private: ec.EllipticCurvePrivateKey, passphrase: str) -> bytes:
    """The file (PEM) of a key.

    Raises:
        Refused: the passphrase is so short that whoever finds the file can try them all.

    """
    if len(passphrase) < SHORTEST:
        raise Refused("passphrase-short", f"A passphrase has {SHORTEST} characters or more.")
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode()))


def read_key(data: bytes, passphrase: str) -> SoftwareSigner:
    """The signer of a key in a file.

    Raises:
        Refused: the passphrase is wrong, or it is no such file.

    """
    try:
        private = load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError) as problem:
        raise Refused("key-file-closed", "The passphrase is not that of the file, or it is no key.") from problem
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise Refused("key-unusable", "The key of a root is of P-256.")
    return signer(private)
