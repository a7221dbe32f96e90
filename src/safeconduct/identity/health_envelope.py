"""Read the envelope of European and WHO health certificates (``HC1:``): base45, zlib, COSE, CWT.

Only the envelope: what the certificate says about health, and which rules of a country it meets, is read elsewhere.
Source: eHealth Network, Guidelines on Technical Specifications for EU Digital COVID Certificates, volume 3; WHO GDHCN.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safeconduct.identity.cwt import Token, read_token
from safeconduct.identity.packing import from_base45, inflate
from safeconduct.identity.refusal import Refused

PREFIX = "HC1:"
HCERT = -260
LARGEST = 1 << 16
LONGEST_TEXT = 1 << 14


def read_health_certificate(text: str) -> Token:
    """Read the text of a QR code, without asking who signed it."""
    if not text.startswith(PREFIX):
        raise Refused("prefix-missing", f"The text does not begin with {PREFIX}")
    if len(text) > LONGEST_TEXT:
        raise Refused("text-too-long", f"A QR code holds fewer signs than the {len(text)} of this text.")
    return read_token(inflate(from_base45(text.removeprefix(PREFIX)), LARGEST), LARGEST)


def contents(token: Token) -> Mapping[Any, Any]:
    """What the certificate says: key 1 for the European one, -6 for the international certificate of vaccination."""
    found = token.claims.get(HCERT)
    if not isinstance(found, dict):
        raise Refused("claim-missing", "The token holds no health certificate (claim -260).")
    return found
