"""What wallets read of an issuer before they ask it (OpenID4VCI 1.0, section 12.2; RFC 8414)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from safeconduct.identity.jws import sign
from safeconduct.identity.keys import Signer
from safeconduct.identity.openid.offer import PRE_AUTHORIZED

SIGNED_TYPE = "openidvci-issuer-metadata+jwt"
CREDENTIAL_ISSUER, AUTHORIZATION_SERVER = "openid-credential-issuer", "oauth-authorization-server"
SD_JWT, MDOC = "dc+sd-jwt", "mso_mdoc"
# A wallet's key proves itself by what phones can do in hardware, and by Ed25519.
PROOF_ALGORITHMS = ("ES256", "EdDSA")
BATCH = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a kind of credential: where it stands, and its name by language."""

    path: tuple[str | int | None, ...]
    names: Mapping[str, str]
    mandatory: bool = False

    def written(self) -> dict[str, object]:
        always = {"mandatory": True} if self.mandatory else {}
        return {"path": list(self.path), "display": _display(self.names)} | always


@dataclass(frozen=True, slots=True)
class Configuration:
    """A kind of credential in a format: `kind` is its `vct`, or its doctype for an mdoc."""

    id: str
    format: str
    kind: str
    names: Mapping[str, str]
    claims: tuple[Claim, ...] = ()
    algorithm: str | int = "ES256"

    def written(self) -> dict[str, object]:
        about: dict[str, object] = {"display": _display(self.names)}
        if self.claims:
            about["claims"] = [claim.written() for claim in self.claims]
        return {
            "format": self.format,
            "vct" if self.format == SD_JWT else "doctype": self.kind,
            "scope": self.id,
            "cryptographic_binding_methods_supported": ["jwk" if self.format == SD_JWT else "cose_key"],
            "credential_signing_alg_values_supported": [self.algorithm],
            "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": list(PROOF_ALGORITHMS)}},
            "credential_metadata": about,
        }


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Addresses of an issuer; what it does not have is empty, and left out of its metadata."""

    token: str
    credential: str
    nonce: str
    deferred: str = ""
    notification: str = ""
    authorize: str = ""
    push: str = ""


def issuer_metadata(
    issuer: str, endpoints: Endpoints, configurations: Sequence[Configuration], names: Mapping[str, str]
) -> dict[str, Any]:
    """The document under ``/.well-known/openid-credential-issuer``; ``issuer`` is compared letter by letter."""
    addresses = {
        "credential_endpoint": endpoints.credential,
        "nonce_endpoint": endpoints.nonce,
        "deferred_credential_endpoint": endpoints.deferred,
        "notification_endpoint": endpoints.notification,
    }
    return (
        {"credential_issuer": issuer}
        | {name: address for name, address in addresses.items() if address}
        | {
            "batch_credential_issuance": {"batch_size": BATCH},
            "display": _display(names),
            "credential_configurations_supported": {one.id: one.written() for one in configurations},
        }
    )


def signed_metadata(metadata: Mapping[str, Any], signer: Signer, header: Mapping[str, Any], now: int, ttl: int) -> str:
    """The same as a signed token (section 12.2.3), for ``ttl`` seconds; ``header`` holds the issuer's chain (`x5c`)."""
    issuer = metadata["credential_issuer"]
    times = {"iss": issuer, "sub": issuer, "iat": now, "exp": now + ttl}
    return sign({"typ": SIGNED_TYPE} | dict(header), dict(metadata) | times, signer)


def authorization_server(issuer: str, endpoints: Endpoints, configurations: Sequence[Configuration]) -> dict[str, Any]:
    """The document under ``/.well-known/oauth-authorization-server`` (RFC 8414): the issuer gives tokens itself."""
    grants = [PRE_AUTHORIZED]
    codes: dict[str, Any] = {}
    if endpoints.authorize:
        grants.append("authorization_code")
        codes = {
            "authorization_endpoint": endpoints.authorize,
            "pushed_authorization_request_endpoint": endpoints.push,
            "require_pushed_authorization_requests": True,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "code_challenge_methods_supported": ["S256"],
            "dpop_signing_alg_values_supported": list(PROOF_ALGORITHMS),
            "authorization_response_iss_parameter_supported": True,
        }
    return codes | {
        "issuer": issuer,
        "token_endpoint": endpoints.token,
        "grant_types_supported": grants,
        "token_endpoint_auth_methods_supported": ["none"],
        "authorization_details_types_supported": ["openid_credential"],
        "scopes_supported": [one.id for one in configurations],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def well_known(issuer: str, name: str) -> str:
    """Where a document of an issuer lies: the well-known part is put between host and path (section 12.2.2)."""
    parts = urlsplit(issuer)
    if not parts.scheme or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("An issuer is an address without query and fragment.")
    return f"{parts.scheme}://{parts.netloc}/.well-known/{name}{parts.path.rstrip('/')}"


def _display(names: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "locale": language} for language, name in names.items()]
