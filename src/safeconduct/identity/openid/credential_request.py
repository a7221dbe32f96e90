"""The credential endpoint: what a wallet asks for, and what it gets (OpenID4VCI 1.0, section 8)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.identity.jws import json_object
from safeconduct.identity.openid.errors import ProtocolError, token_too_narrow
from safeconduct.identity.openid.token import AccessToken
from safeconduct.identity.refusal import Refused

LARGEST = 256 << 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of credential, and the proofs as they came (see :func:`~safeconduct.identity.openid.proof`)."""

    configuration: str
    proofs: object


def read_request(body: bytes, token: AccessToken, known: Collection[str]) -> Wanted:
    """Read a request and check that the token allows it; ``known`` are the kinds of the issuer's metadata."""
    asked = read_body(body)
    name, kind = asked.get("credential_identifier"), asked.get("credential_configuration_id")
    if (name is None) == (kind is None):
        raise _malformed("A request names either credential_identifier or credential_configuration_id.")
    if "proof" in asked:
        raise ProtocolError("invalid_proof", "Proofs are sent in the member proofs, as a list; proof is of a draft.")
    if name is not None:
        return Wanted(_named(name, token), asked.get("proofs"))
    return Wanted(_configured(kind, token, known), asked.get("proofs"))


def read_body(body: bytes) -> dict[str, Any]:
    """Read the JSON of a request; encrypted answers are not offered, and one that asks for them is refused."""
    if len(body) > LARGEST:
        raise _malformed(f"The request is larger than {LARGEST >> 10} KiB.")
    try:
        asked = json_object(body, "request")
    except Refused as refused:
        raise _malformed(str(refused)) from refused
    if "credential_response_encryption" in asked:
        raise ProtocolError("invalid_encryption_parameters", "Responses are protected by TLS; JWE is not offered.")
    return asked


def credential_response(credentials: Sequence[str], notification: str = "") -> dict[str, object]:
    """The credentials, one for each proof in their order; an mdoc is base64url."""
    answer: dict[str, object] = {"credentials": [{"credential": one} for one in credentials]}
    return answer | ({"notification_id": notification} if notification else {})


def denied(sentence: str) -> ProtocolError:
    """The credential cannot be issued any more; the wallet stops asking."""
    return ProtocolError("credential_request_denied", sentence)


def _named(name: object, token: AccessToken) -> str:
    for kind, identifier in token.identifiers.items():
        if identifier == name:
            return kind
    raise ProtocolError("unknown_credential_identifier", "The token was given for no credential of this identifier.")


def _configured(kind: object, token: AccessToken, known: Collection[str]) -> str:
    if not isinstance(kind, str) or kind not in known:
        raise ProtocolError("unknown_credential_configuration", "Credentials of this configuration are not issued.")
    if token.identifiers:
        raise _malformed("The token was given with credential_identifiers: ask by credential_identifier.")
    if kind not in token.configurations:
        raise token_too_narrow("The access token is for other credentials.")
    return kind


def _malformed(sentence: str) -> ProtocolError:
    return ProtocolError("invalid_credential_request", sentence)
