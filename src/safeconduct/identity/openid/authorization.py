"""Codes for wallets whose holder signs in here: pushed requests, PKCE, and one token for each code.

What a wallet asks for is pushed by it first (RFC 9126), so that nothing which passes through a browser can be changed.
A code is bound to the wallet's secret (RFC 7636), its name and address, and its key (RFC 9449).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from safeconduct.identity.base64url import encode
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.secrets_kept import digest, is_same
from safeconduct.identity.openid.token import DETAILS, TOKEN_SECONDS, AccessToken, Form, one_of

GRANT = "authorization_code"
REQUEST_URI = "urn:ietf:params:oauth:request_uri:"
PUSHED_SECONDS, CODE_SECONDS = 600, 60
METHOD, CHALLENGE, VERIFIER = "S256", re.compile(r"[\w-]{43}"), re.compile(r"[A-Za-z0-9._~-]{43,128}")
LONGEST = 512
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
REFUSED_SCHEMES = frozenset({"http", "javascript", "data", "file", "blob", "about", "vbscript", "ftp", "ws", "wss"})
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Pushed(msgspec.Struct, frozen=True):
    """A request as its authorization server keeps it until somebody has agreed, or it expires.

    ``details`` says that kinds were asked for by `authorization_details`, not by scope. ``subject`` is what the offer
    was for that the wallet had (`issuer_state`), ``key`` the thumbprint that the code is bound to, if one was said.
    """

    id: str
    client: str
    redirect_uri: str
    challenge: str
    configurations: tuple[str, ...]
    expires: int
    state: str = ""
    details: bool = False
    subject: str = ""
    key: str = ""


class Code(msgspec.Struct, frozen=True):
    """A code as it is kept; ``token`` is the digest of the token that was given for it, empty until one was."""

    id: str
    pushed: Pushed
    subject: str
    expires: int
    token: str = ""


def read_pushed(form: Form, known: Collection[str], fresh: str, now: int, key: str = "", subject: str = "") -> Pushed:
    """Read a pushed request. ``fresh`` are 128 bits or more of chance, ``key`` is the thumbprint of a DPoP proof.

    ``subject`` is what the offer of its `issuer_state` was for, as whoever keeps the offers knows.
    """
    if one_of(form, "request_uri"):
        raise ProtocolError("invalid_request", "A pushed request names no request_uri (RFC 9126, section 2.1).")
    if one_of(form, "response_type") != "code":
        raise ProtocolError("unsupported_response_type", "The response_type is code.")
    if one_of(form, "code_challenge_method") != METHOD or not CHALLENGE.fullmatch(one_of(form, "code_challenge")):
        raise ProtocolError("invalid_request", "A code_challenge with the method S256 is needed (RFC 7636).")
    if (said := one_of(form, "dpop_jkt")) and key and said != key:
        raise ProtocolError("invalid_dpop_proof", "The proof is not of the key that dpop_jkt names.")
    configurations, details = _wanted(form, known)
    if one_of(form, "issuer_state") and not subject:
        raise ProtocolError("invalid_request", "The offer of this issuer_state is not known, or has expired.")
    return Pushed(
        digest(fresh),
        _client(form),
        _redirect_uri(one_of(form, "redirect_uri")),
        one_of(form, "code_challenge"),
        configurations,
        now + PUSHED_SECONDS,
        _short(one_of(form, "state"), "state"),
        details,
        subject,
        key or said,
    )


def pushed_response(fresh: str) -> dict[str, object]:
    """What the wallet opens in a browser (RFC 9126, section 2.2; status 201)."""
    return {"request_uri": REQUEST_URI + fresh, "expires_in": PUSHED_SECONDS}


def pushed_id(request_uri: str) -> str:
    """The digest by which a pushed request is found."""
    return digest(request_uri.removeprefix(REQUEST_URI)) if request_uri.startswith(REQUEST_URI) else ""


def check_pushed(pushed: Pushed | None, client: str, now: int) -> Pushed:
    """Refuse a request that is unknown, expired, was used, or is of another client."""
    if pushed is None or now >= pushed.expires or not is_same(pushed.client, client):
        raise ProtocolError("invalid_request_uri", "The request is not known, was used, or has expired. Begin again.")
    return pushed


def new_code(pushed: Pushed, subject: str, fresh: str, now: int) -> Code:
    """The code of a request to which the holder agreed; ``subject`` is what it is for."""
    return Code(digest(fresh), pushed, subject, now + CODE_SECONDS)


def address_of_code(pushed: Pushed, fresh: str, issuer: str) -> str:
    """Where the browser goes with a code; the issuer is named against mix-up (RFC 9207)."""
    return _address(pushed, {"code": fresh}, issuer)


def address_of_refusal(pushed: Pushed, issuer: str) -> str:
    """Where the browser goes when the holder does not agree."""
    return _address(pushed, {"error": "access_denied"}, issuer)


def redeem_code(
    form: Form, code: Code | None, now: int, fresh: str, key: str, seconds: int = TOKEN_SECONDS
) -> tuple[Code, AccessToken]:
    """Give a token for a code, or refuse. ``key`` is the thumbprint of the proof that came with it.

    Raises:
        ProtocolError: the code is no longer good, or another wallet has it. A code that was used before is for its
            keeper to note: the token that it gave ends then (RFC 6749, section 4.1.2).

    """
    if code is None or code.token or now >= code.expires:
        raise ProtocolError("invalid_grant", "The code is not known, was used, or has expired.")
    pushed = code.pushed
    # A public client names itself; what it is known by is the secret behind its challenge.
    same = is_same(_client(form), pushed.client) and is_same(one_of(form, "redirect_uri"), pushed.redirect_uri)
    if not same or (pushed.key and not is_same(pushed.key, key)):
        raise ProtocolError("invalid_grant", "The code was given to another wallet.")
    verifier = one_of(form, "code_verifier")
    if not VERIFIER.fullmatch(verifier):
        raise ProtocolError("invalid_request", "The code_verifier is missing, or none (RFC 7636, section 4.1).")
    if not is_same(encode(sha256(verifier.encode()).digest()), pushed.challenge):
        raise ProtocolError("invalid_grant", "The code_verifier does not fit the challenge.")
    names = {kind: f"{kind}:{code.id[:12]}" for kind in pushed.configurations} if pushed.details else {}
    token = AccessToken(
        digest(fresh), code.subject, pushed.configurations, now + seconds, names, key=key, client=pushed.client
    )
    return msgspec.structs.replace(code, token=token.token), token


def _wanted(form: Form, known: Collection[str]) -> tuple[tuple[str, ...], bool]:
    """The kinds that are asked for, and whether by `authorization_details` (OpenID4VCI 1.0, section 5.1)."""
    if text := one_of(form, "authorization_details"):
        kinds = _detailed(text)
        if not kinds or not set(kinds) <= set(known):
            raise ProtocolError("invalid_authorization_details", "The authorization_details name no credential.")
        return kinds, True
    kinds = tuple(dict.fromkeys(one for one in one_of(form, "scope").split() if one in known))
    if not kinds:
        raise ProtocolError("invalid_scope", "The scope names no credential that is issued here.")
    return kinds, False


def _detailed(text: str) -> tuple[str, ...]:
    try:
        details: Any = json.loads(text)
        kinds = [one["credential_configuration_id"] for one in details if one["type"] == DETAILS]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()
    return tuple(dict.fromkeys(kinds)) if all(isinstance(kind, str) for kind in kinds) else ()


def _client(form: Form) -> str:
    client = _short(one_of(form, "client_id"), "client_id")
    if not client:
        raise ProtocolError("invalid_request", "The request holds no client_id.")
    return client


def _redirect_uri(address: str) -> str:
    """Refuse what a browser must not be sent to; http is for a program on this very machine alone (RFC 8252, 7.3)."""
    _short(address, "redirect_uri")
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    local = parts.scheme == "http" and (parts.hostname or "") in HERE
    plain = address.isascii() and address.isprintable() and not set(address) & set(" \"'<>\\")
    if not plain or not SCHEME.fullmatch(parts.scheme) or "#" in address:
        raise ProtocolError("invalid_request", "The redirect_uri is no address, or has a fragment.")
    if (parts.scheme in REFUSED_SCHEMES and not local) or (parts.scheme == "https" and not parts.netloc):
        raise ProtocolError("invalid_request", "The redirect_uri is an https address, or one of an app.")
    return address


def _short(text: str, name: str) -> str:
    if len(text) > LONGEST:
        raise ProtocolError("invalid_request", f"The {name} has at most {LONGEST} characters.")
    return text


def _address(pushed: Pushed, parts: dict[str, str], issuer: str) -> str:
    said = parts | ({"state": pushed.state} if pushed.state else {}) | {"iss": issuer}
    return f"{pushed.redirect_uri}{'&' if '?' in pushed.redirect_uri else '?'}{urlencode(said)}"
