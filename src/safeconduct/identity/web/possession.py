"""Whether a request came from whoever holds the key of a code or a token (DPoP); each proof counts once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from safeconduct.identity.openid.dpop import LONGEST, replayed, verify_dpop
from safeconduct.identity.openid.errors import ProtocolError, proof_wrong, token_wrong
from safeconduct.identity.openid.nonce import check_nonce
from safeconduct.identity.openid.own_key import LEEWAY
from safeconduct.identity.openid.secrets_kept import digest, is_same
from safeconduct.identity.openid.token import DPOP, AccessToken, check_token, shown_token
from safeconduct.identity.web import protocol_store as store
from safeconduct.identity.web.answering import PROOF, secret

PLACE = "/openid4vci/"
KEPT_FOR = timedelta(seconds=LONGEST + 2 * LEEWAY)


def proved(request: HttpRequest, moment: datetime, token: str = "") -> str:
    """The thumbprint of the key that a request proves; empty where it brings no proof.

    Raises:
        ProtocolError: the proof is none for this request, was used before, or bears no nonce of ours.

    """
    text, now = request.headers.get(PROOF, ""), moment.timestamp()
    if not text:
        return ""
    address = settings.ISSUER + request.path_info[request.path_info.index(PLACE) :]
    proof = verify_dpop(
        text, request.method or "", address, now, lambda one: check_nonce(secret("dpop"), one, int(now)), token
    )
    if not store.once(store.PROOF, digest(proof.key, proof.id), moment + KEPT_FOR):
        raise replayed()
    return proof.key


def token_of(request: HttpRequest, moment: datetime) -> AccessToken:
    """The access token of a request, shown as it was given: with its key where it is bound to one."""
    scheme, given = shown_token(request.headers.get("Authorization", ""))
    kept = store.find(store.TOKEN, digest(given), AccessToken, moment)
    token = check_token(kept, int(moment.timestamp()), scheme)
    if scheme == DPOP:
        _check_key(request, moment, given, token)
    return token


def _check_key(request: HttpRequest, moment: datetime, given: str, token: AccessToken) -> None:
    try:
        key = proved(request, moment, given)
    except ProtocolError as problem:
        raise proof_wrong(problem) from problem
    if not key:
        raise proof_wrong(ProtocolError("invalid_dpop_proof", "The request holds no proof (header DPoP)."))
    if not is_same(key, token.key):
        raise token_wrong("The access token belongs to another key.")
