"""What a device signs of the session in which it shows an mdoc (OpenID4VP 1.0, Annex B.2.6)."""

from __future__ import annotations

from hashlib import sha256

from cbor2 import dumps


def for_redirect(client: str, nonce: str, thumbprint: bytes | None, response_uri: str) -> bytes:
    """The transcript of a presentation by redirect or ``direct_post`` (B.2.6.1).

    ``client`` is the whole client identifier with its prefix, ``thumbprint`` the SHA-256 thumbprint (RFC 7638) of the
    key that the response is encrypted to, or ``None`` where it is not encrypted.
    """
    return _transcript("OpenID4VPHandover", [client, nonce, thumbprint, response_uri])


def for_browser(origin: str, nonce: str, thumbprint: bytes | None) -> bytes:
    """The transcript of a presentation through the Digital Credentials API (B.2.6.2)."""
    return _transcript("OpenID4VPDCAPIHandover", [origin, nonce, thumbprint])


def _transcript(name: str, info: list[object]) -> bytes:
    return dumps([None, None, [name, sha256(dumps(info)).digest()]])
