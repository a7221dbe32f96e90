"""A wallet that can do what wallets do, well and badly."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from safeconduct.identity import jws, sd_jwt
from safeconduct.identity.base64url import encode
from safeconduct.identity.keys import Signer, to_jwk
from safeconduct.identity.openid.proof import TYPE
from tests.identity.making import SECONDS, key_of

HOLDER, SECOND, STRANGER = (key_of(number) for number in (41, 42, 43))


def proof(issuer: str, fresh: str, key: Signer = HOLDER, *, by: Signer | None = None, **changes: Any) -> str:  # noqa: ANN401
    """A proof of a key. ``head`` and any claim can be changed; None takes it away; ``by`` signs in its place."""
    head = {"typ": TYPE, "jwk": to_jwk(key.public)} | changes.pop("head", {})
    claims = {"aud": issuer, "iat": SECONDS, "nonce": fresh} | changes
    return jws.sign(_without(head), _without(claims), by or key)


def bind(shown: str, client: str, fresh: str, key: Signer = HOLDER, **changes: Any) -> str:  # noqa: ANN401
    """Add the holder's proof (KB-JWT) to a presentation."""
    claims = {"aud": client, "nonce": fresh, "iat": SECONDS, "sd_hash": encode(sha256(shown.encode()).digest())}
    head = {"typ": "kb+jwt"} | changes.pop("head", {})
    return shown + jws.sign(head, _without(claims | changes), key)


def show(credential: str, *paths: tuple[str | int, ...]) -> str:
    """Choose what is shown of a credential."""
    return sd_jwt.present(credential, lambda path: any(path[: len(one)] == one for one in paths))


def _without(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value is not None}
