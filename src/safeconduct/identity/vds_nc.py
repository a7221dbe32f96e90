"""Visible digital seals for non-constrained environments (ICAO VDS-NC): signed JSON with its certificate inside.

The signature is over the canonical form (JCS, RFC 8785) of ``data``: keys sorted, no spaces, UTF-8. Source: ICAO
Technical Report VDS-NC, version 1.1.

Some States issued certificates that strict readers refuse: that of Japan says NULL where ecdsa-with-SHA384 has no
parameters (RFC 5758, 3.2). The key in such a certificate is read all the same, since refusing would turn holders away
for a fault of their issuer; but no chain can be verified over it, so that it counts only where a trust list names this
very certificate.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import InvalidVersion, load_der_x509_certificate

from safeconduct.identity.base64url import decode
from safeconduct.identity.keys import PublicKey, public_key
from safeconduct.identity.refusal import Refused

LONGEST_TEXT = 1 << 14
DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that was read and not yet verified: what it says, and the signer's certificate (DER)."""

    header: Mapping[str, Any]
    message: Mapping[str, Any]
    signed: bytes
    signature: bytes
    algorithm: str
    certificate: bytes

    @property
    def issuer(self) -> str:
        """The three letters of the State that issued it."""
        return str(self.header.get("is", ""))


def read_seal(text: str) -> Seal:
    """Read the text of a QR code, without asking who signed it."""
    if len(text) > LONGEST_TEXT:
        raise Refused("text-too-long", f"A QR code holds fewer signs than the {len(text)} of this text.")
    try:
        whole = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number)
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("json-malformed", "The text is not JSON.") from problem
    data, signature = _member(whole, "data", dict), _member(whole, "sig", dict)
    certificate = _bytes(_member(signature, "cer", str)) if "cer" in signature else b""
    return Seal(
        header=_member(data, "hdr", dict),
        message=_member(data, "msg", dict),
        signed=canonical(data),
        signature=_bytes(_member(signature, "sigvl", str)),
        algorithm=_member(signature, "alg", str),
        certificate=certificate,
    )


def verify_seal(seal: Seal, key: PublicKey) -> Mapping[str, Any]:
    """Return what the seal says, if this key signed it."""
    if seal.algorithm != key.algorithm.name:
        raise Refused("algorithm-refused", f"The key is for {key.algorithm.name}, and the seal names {seal.algorithm}.")
    if not key.verify(seal.signature, seal.signed):
        raise Refused("signature-wrong", "The signature does not fit: something was changed, or another key signed.")
    return seal.message


def canonical(value: object) -> bytes:
    """JSON in its one form (RFC 8785) for objects, lists, texts, whole numbers, true, false and null."""
    text = json.dumps(_sorted(value, 0), ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("json-malformed", "A text of the JSON holds half of a letter.") from None


def _sorted(value: object, depth: int) -> object:
    if depth > DEEPEST:
        raise Refused("json-too-deep", f"The JSON is nested more than {DEEPEST} deep.")
    if isinstance(value, dict):
        # RFC 8785, 3.2.3: by the units of UTF-16, which differs from code points beyond the first plane.
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be", "surrogatepass"))
        return {key: _sorted(value[key], depth + 1) for key in keys}
    return [_sorted(one, depth + 1) for one in value] if isinstance(value, list) else value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("json-duplicate", "A name stands twice in the JSON.")
    return found


def _no_number(text: str) -> None:
    raise Refused("json-malformed", f"{text} does not stand in a seal: its numbers are whole.")


def _member(value: object, name: str, kind: type) -> Any:  # noqa: ANN401 - of the kind that was asked for
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind):
        raise Refused("json-malformed", f"The seal has no {name!r} of the right kind.")
    return found


def _bytes(text: str) -> bytes:
    """Base64 of either alphabet, with or without padding: issuers use both."""
    return decode(text.rstrip("=").replace("+", "-").replace("/", "_"))


def key_of(certificate: bytes) -> PublicKey:
    """The key in a certificate, also in one that strict readers refuse (see above); trust is decided elsewhere."""
    try:
        fields = _inside(_inside(certificate)[0])
        # TBSCertificate: [0] version, serial number, signature, issuer, validity, subject, subjectPublicKeyInfo.
        return public_key(load_der_public_key(fields[6]))
    except (IndexError, ValueError, UnsupportedAlgorithm) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused(
            "certificate-malformed", "The certificate in the seal holds no key that can be read."
        ) from problem


def is_well_formed(certificate: bytes) -> bool:
    """Whether strict readers take this certificate, so that its chain can be verified."""
    try:
        load_der_x509_certificate(certificate)
    except (ValueError, InvalidVersion):
        return False
    return True


def _inside(element: bytes) -> list[bytes]:
    """The DER elements inside another, each whole."""
    place, end = _extent(element, 0)
    found = []
    while place < end:
        _, stop = _extent(element, place)
        found.append(element[place:stop])
        place = stop
    return found


def _extent(data: bytes, place: int) -> tuple[int, int]:
    """From where to where the contents of the element at this place reach."""
    head = data[place : place + 2]
    size = head[1] & 0x7F if len(head) == 2 and head[1] & 0x80 else 0  # noqa: PLR2004 - a tag and a length
    start = place + 2 + size
    length = int.from_bytes(data[place + 2 : start]) if size else head[-1] if len(head) == 2 else 0  # noqa: PLR2004
    if len(head) != 2 or start + length > len(data):  # noqa: PLR2004
        raise Refused("certificate-malformed", "The certificate in the seal was cut.")
    return start, start + length
