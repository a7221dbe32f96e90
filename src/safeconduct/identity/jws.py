"""Signed JSON (JWS, RFC 7515) in its compact form, after the advice of RFC 8725.

The key is chosen before the signature is looked at, and names the one algorithm that its tokens may bear: neither
``none`` nor a public key taken for a secret can be slipped in. Headers that must be understood (``crit``) are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from safeconduct.identity.base64url import decode_all, encode
from safeconduct.identity.keys import ALGORITHMS, PublicKey, Signer
from safeconduct.identity.refusal import Refused

# A credential with a portrait has some tens of kilobytes; a status list of a million places up to 200.
LARGEST_TOKEN = 2 << 20
COMPACT_PARTS = 3
_read = msgspec.json.Decoder().decode


class Jws(msgspec.Struct):
    """A token that was parsed, not verified: header, payload, the bytes that are signed, and the signature."""

    header: dict[str, Any]
    payload: dict[str, Any]
    signed: bytes
    signature: bytes


def parse(token: str) -> Jws:
    """Read a compact token whose payload is a JSON object."""
    if len(token) > LARGEST_TOKEN:
        raise Refused("token-too-large", "The token is larger than 2 MiB.")
    parts = token.split(".")
    if len(parts) != COMPACT_PARTS:
        raise Refused("not-a-token", "A signed token has three parts, joined by full stops.")
    head, body, signature = decode_all(parts)
    header = json_object(head, "header")
    check_header(header)
    return Jws(header, json_object(body, "payload"), token[: token.rindex(".")].encode(), signature)


def check_header(header: Mapping[str, Any]) -> None:
    """Refuse algorithms that are not on our list, and extensions that we would have to understand."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise Refused("algorithm-not-allowed", f"Signatures with the algorithm {str(algorithm)[:20]!r} are not taken.")
    if "crit" in header:
        raise Refused("header-critical", "The token demands an extension that we do not know (crit).")


def verify(token: Jws, key: PublicKey) -> None:
    """Refuse a token that this key did not sign."""
    if token.header["alg"] != key.algorithm.name:
        raise Refused("algorithm-not-of-key", "The token names another algorithm than its signer's key is for.")
    if not key.verify(token.signature, token.signed):
        raise Refused("signature-wrong", "The signature does not fit: the token was changed, or another key signed it.")


def check_type(token: Jws, *expected: str) -> None:
    """Refuse a token made for another use (RFC 8725, section 3.11); ``application/`` may be left out."""
    kind = token.header.get("typ")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in expected:
        raise Refused("type-wrong", f"The token is not of the type {expected[0]}.")


def sign(header: Mapping[str, Any], payload: Mapping[str, Any], signer: Signer) -> str:
    """Write and sign a token; `alg` is that of the signer's key."""
    head = {"alg": signer.public.algorithm.name} | dict(header)
    signed = f"{encode(json_bytes(head))}.{encode(json_bytes(payload))}"
    return f"{signed}.{encode(signer.sign(signed.encode()))}"


def json_bytes(value: object) -> bytes:
    """Write JSON in UTF-8 without spaces, in the given order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def json_object(data: bytes, what: str) -> dict[str, Any]:
    """Read a JSON object; whatever else, or what is nested without end, is refused."""
    value = json_value(data, what)
    if type(value) is not dict:
        raise Refused("not-json", f"The {what} is not a JSON object.")
    return value


def json_value(data: bytes, what: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read JSON."""
    return json_values((data,), what)[0]


def json_values(texts: Iterable[bytes], what: str) -> list[Any]:
    """Read JSON several times."""
    try:
        return [_read(data) for data in texts]
    except RecursionError:
        raise Refused("too-deep", f"The {what} is nested too deeply.") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("not-json", f"The {what} is not JSON.") from None


def seconds_of(payload: Mapping[str, Any], claim: str) -> float | None:
    """A time in seconds since 1970 (NumericDate), or nothing where the claim is absent."""
    value = payload.get(claim)
    if value is None and claim not in payload:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("time-malformed", f"The time {claim} is not a number of seconds.")
    return value


def check_times(payload: Mapping[str, Any], now: float, leeway: float = 60) -> None:
    """Refuse what is not valid yet or no longer (exp, nbf, iat), with a minute for clocks that differ."""
    expires, starts, issued = seconds_of(payload, "exp"), seconds_of(payload, "nbf"), seconds_of(payload, "iat")
    if expires is not None and now >= expires + leeway:
        raise Refused("expired", "It has expired.")
    if starts is not None and now < starts - leeway:
        raise Refused("not-yet-valid", "It is not valid yet.")
    if issued is not None and now < issued - leeway:
        raise Refused("issued-in-future", "It says that it was issued in the future.")
