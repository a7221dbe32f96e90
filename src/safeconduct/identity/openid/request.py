"""What a verifier asks a wallet: a signed request, fetched by the wallet (OpenID4VP 1.0, section 5; RFC 9101)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from safeconduct.identity.base64url import encode
from safeconduct.identity.chain_header import x5c
from safeconduct.identity.jws import sign
from safeconduct.identity.keys import ALGORITHMS, COSE_ALGORITHMS, Signer
from safeconduct.identity.openid.dcql import Query
from safeconduct.identity.openid.encryption import CONTENT, public_jwk
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.issuer_metadata import MDOC, SD_JWT

TYPE, MEDIA_TYPE = "oauth-authz-req+jwt", "application/oauth-authz-req+jwt"
SCHEME, AUDIENCE = "openid4vp://", "https://self-issued.me/v2"
PLAIN, ENCRYPTED = "direct_post", "direct_post.jwt"
SECONDS, LONGEST_WALLET_NONCE = 600, 512

# Algorithms as JOSE and COSE name them, for the credentials that can be verified here.
FORMATS: dict[str, dict[str, list[Any]]] = {
    SD_JWT: {"sd-jwt_alg_values": list(ALGORITHMS), "kb-jwt_alg_values": list(ALGORITHMS)},
    MDOC: {"issuerauth_alg_values": list(COSE_ALGORITHMS), "deviceauth_alg_values": list(COSE_ALGORITHMS)},
}


class Request(msgspec.Struct, frozen=True):
    """A request as its verifier keeps it, until it is answered or expires (seconds since 1970).

    ``client`` is the identifier with its prefix. ``session`` is the digest of the browser session that the answer must
    come back to on the same device, and empty across devices. ``purpose`` is what the answer is used for.
    """

    id: str
    client: str
    nonce: str
    state: str
    response_uri: str
    query: Query
    expires: int
    purpose: str
    session: str = ""
    mode: str = ENCRYPTED
    answered: bool = False

    def check_open(self, now: int) -> None:
        """Refuse to answer one that expired or was answered; fetching it twice is no fault."""
        if self.answered:
            raise ProtocolError("invalid_request", "The request was answered before.")
        if now >= self.expires:
            raise ProtocolError("invalid_request", "The request has expired. Begin again on the page that asked.")


def client_by_hash(certificate: bytes) -> str:
    """The identifier by the hash of our certificate (DER), section 5.9.3 `x509_hash`."""
    return f"x509_hash:{encode(sha256(certificate).digest())}"


def client_by_host(certificate: bytes, response_uri: str) -> str:
    """The identifier by the host name in our certificate, which answers must be sent to (`x509_san_dns`)."""
    host = urlsplit(response_uri).hostname or ""
    if not bears_host(certificate, response_uri):
        raise ValueError(f"The certificate does not bear the host name {host}.")
    return f"x509_san_dns:{host}"


def bears_host(certificate: bytes, response_uri: str) -> bool:
    """Whether a certificate (DER) bears the host name of an address."""
    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        return False
    return urlsplit(response_uri).hostname in names


def request_object(
    request: Request,
    signer: Signer,
    chain: Sequence[bytes],
    now: int,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    wallet_nonce: str = "",
) -> str:
    """The signed request. ``chain`` begins with the signer's certificate, the answer is encrypted to ``key``."""
    metadata: dict[str, Any] = {"vp_formats_supported": _formats(request.query)}
    if request.mode == ENCRYPTED:
        if key is None:
            raise ValueError("An encrypted answer needs a key.")
        metadata |= {"jwks": {"keys": [public_jwk(key)]}, "encrypted_response_enc_values_supported": list(CONTENT)}
    if len(wallet_nonce) > LONGEST_WALLET_NONCE:
        raise ProtocolError("invalid_request", f"A wallet_nonce has at most {LONGEST_WALLET_NONCE} characters.")
    claims = {
        "iss": request.client,
        "aud": AUDIENCE,
        "iat": now,
        "exp": request.expires,
        "client_id": request.client,
        "response_type": "vp_token",
        "response_mode": request.mode,
        "response_uri": request.response_uri,
        "nonce": request.nonce,
        "state": request.state,
        "dcql_query": request.query.written(),
        "client_metadata": metadata,
    }
    given = {"wallet_nonce": wallet_nonce} if wallet_nonce else {}
    return sign({"typ": TYPE, "x5c": x5c(chain)}, claims | given, signer)


def link(request: Request, request_uri: str, scheme: str = SCHEME) -> str:
    """The link that opens a wallet, on this device or as QR code on another."""
    named = {"client_id": request.client, "request_uri": request_uri, "request_uri_method": "post"}
    return f"{scheme}?{urlencode(named)}"


def _formats(query: Query) -> dict[str, dict[str, list[Any]]]:
    return {name: FORMATS[name] for name in sorted({one.format for one in query.credentials})}
