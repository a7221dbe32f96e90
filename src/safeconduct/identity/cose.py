"""COSE with one signature or one authentication code (RFC 9052): COSE_Sign1 and COSE_Mac0.

What is taken is a closed list of algorithms, and the key says which of them (:mod:`safeconduct.identity.keys`): a
message cannot choose another. Where a label stands in both headers the protected one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Any

from cbor2 import CBORTag, dumps

from safeconduct.identity.cbor import LARGEST, byte_string, read, read_map
from safeconduct.identity.keys import COSE_ALGORITHMS, PublicKey, Signer
from safeconduct.identity.refusal import Refused

ALG, CRIT, CONTENT_TYPE, KID, TYP, X5CHAIN = 1, 2, 3, 4, 16, 33
SIGN1, MAC0, CWT = 18, 17, 61
HMACS = {5: "sha256", 6: "sha384", 7: "sha512"}
PARTS, SHORT = 4, 32
MOST_CERTIFICATES = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A signed or authenticated message; ``protected`` and ``payload`` are the original bytes.

    ``payload`` is ``None`` where it travels apart. ``headers`` holds both headers, the protected one on top.
    """

    protected: bytes
    headers: Mapping[Any, Any]
    payload: bytes | None
    signature: bytes
    protected_labels: frozenset[Any]

    @property
    def algorithm(self) -> Any:  # noqa: ANN401 - whatever stands there
        """The number of the algorithm; what it may be is decided by the key, so that either header may say it."""
        return self.headers.get(ALG)

    @property
    def kid(self) -> bytes:
        """The name of the key, or nothing."""
        kid = self.headers.get(KID, b"")
        return kid if isinstance(kid, bytes) else b""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates that came with the message (x5chain, RFC 9360), the signer's first."""
        found = self.headers.get(X5CHAIN, ())
        chain = (found,) if isinstance(found, bytes) else tuple(found) if isinstance(found, list) else ()
        if len(chain) > MOST_CERTIFICATES or not all(isinstance(one, bytes) for one in chain):
            raise Refused("chain-malformed", f"A chain has at most {MOST_CERTIFICATES} certificates, as bytes.")
        return chain


def parse(data: bytes, largest: int = LARGEST) -> Message:
    """Read COSE_Sign1: with tag 18, with tag 61 of CWT around it, or without tag."""
    return message_of(read(data, largest))


def message_of(value: object, tag: int = SIGN1) -> Message:
    """Read a message that stands inside other CBOR."""
    if isinstance(value, CBORTag) and value.tag == CWT:
        value = value.value
    if isinstance(value, CBORTag) and value.tag == tag:
        value = value.value
    if not isinstance(value, list | tuple) or len(value) != PARTS:
        raise Refused("cose-malformed", "The data are no COSE message of four parts.")
    protected, unprotected, payload, signature = value
    if (
        not isinstance(protected, bytes)
        or not isinstance(unprotected, dict)
        or not isinstance(payload, bytes | None)
        or not isinstance(signature, bytes)
    ):
        raise Refused("cose-malformed", "A part of the COSE message is of the wrong kind.")
    signed = _header(protected)
    if CRIT in signed or CRIT in unprotected:
        raise Refused("cose-critical", "The message demands a header that is not understood here.")
    return Message(protected, unprotected | signed, payload, signature, frozenset(signed))


def _header(protected: bytes) -> dict[Any, Any]:
    """The protected header; whatever names an algorithm alone says the same in every message, and is read once."""
    return _short_header(protected) if len(protected) <= SHORT else read_map(protected)


@lru_cache(maxsize=256)
def _short_header(protected: bytes) -> dict[Any, Any]:
    """Nobody may change what is returned."""
    return read_map(protected) if protected else {}


def verify(message: Message, key: PublicKey, payload: bytes | None = None, external: bytes = b"") -> bytes:
    """Return the payload, if this key signed it; ``payload`` is given where it travels apart."""
    if message.algorithm not in COSE_ALGORITHMS:
        raise Refused("algorithm-refused", f"The algorithm {message.algorithm} is not one of those that are taken.")
    if message.algorithm != key.algorithm.cose:
        raise Refused("algorithm-refused", f"The key is for {key.algorithm.name}, and the message names another.")
    content = _content(message, payload)
    if not key.verify(message.signature, to_sign("Signature1", message.protected, external, content)):
        raise Refused("signature-wrong", "The signature does not fit: something was changed, or another key signed.")
    return content


def sign(
    payload: bytes,
    signer: Signer,
    protected: Mapping[int, object] | None = None,
    unprotected: Mapping[int, object] | None = None,
    *,
    detached: bool = False,
) -> list[object]:
    """Return the four parts of COSE_Sign1; the algorithm is put into the protected header."""
    header = dumps({ALG: signer.public.algorithm.cose} | dict(protected or {}))
    signature = signer.sign(to_sign("Signature1", header, b"", payload))
    return [header, dict(unprotected or {}), None if detached else payload, signature]


def verify_mac(message: Message, key: bytes, payload: bytes | None = None) -> bytes:
    """Return the payload of COSE_Mac0, if this secret authenticates it."""
    name = HMACS.get(message.algorithm) if isinstance(message.algorithm, int) else None
    if name is None:
        raise Refused("algorithm-refused", f"The algorithm {message.algorithm} is not one of those that are taken.")
    content = _content(message, payload)
    if not compare_digest(hmac_digest(key, to_sign("MAC0", message.protected, b"", content), name), message.signature):
        raise Refused("signature-wrong", "The authentication code does not fit: something was changed.")
    return content


def mac(payload: bytes, key: bytes, *, detached: bool = False) -> list[object]:
    """Return the four parts of COSE_Mac0 with HMAC 256/256."""
    header = dumps({ALG: 5})
    code = hmac_digest(key, to_sign("MAC0", header, b"", payload), "sha256")
    return [header, {}, None if detached else payload, code]


def to_sign(context: str, protected: bytes, external: bytes, payload: bytes) -> bytes:
    """The bytes under a signature (RFC 9052, 4.4) or an authentication code (6.3)."""
    name = context.encode()
    parts = (byte_string(protected), byte_string(external), byte_string(payload))
    return bytes((0x84, 0x60 | len(name))) + name + b"".join(parts)


def _content(message: Message, payload: bytes | None) -> bytes:
    if (message.payload is None) is (payload is None):
        raise Refused("payload-missing", "The payload is missing, or came twice.")
    return message.payload if message.payload is not None else payload or b""
