"""A chain of certificates as a header carries it (`x5c`, RFC 7515, section 4.1.6)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence


def x5c(chain: Sequence[bytes]) -> list[str]:
    """Certificates (DER), the signer's first, in base64 with padding."""
    return [b64encode(one).decode() for one in chain]
