"""The token endpoint for pre-authorised codes (OpenID4VCI 1.0, section 6; RFC 6749, section 3.2).

A code is good once, for a short time, and for few wrong transaction codes; then the office makes a new offer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import msgspec

from safeconduct.identity.openid.errors import ProtocolError, token_missing, token_wrong
from safeconduct.identity.openid.offer import PRE_AUTHORIZED
from safeconduct.identity.openid.secrets_kept import digest, is_same

TRIES = 5
COPIES = 20
TOKEN_SECONDS, PENDING_SECONDS = 600, 366 * 86_400
DETAILS = "openid_credential"
BEARER, DPOP = "Bearer", "DPoP"

Form = Mapping[str, Sequence[str]]
"""A form as it came: all values of each name."""


class Grant(msgspec.Struct, frozen=True):
    """An offer as its issuer keeps it: what it is for, and what may still be done with its code.

    ``subject`` is the issuer's own name for what is offered. Neither code is kept, only digests.
    """

    code: str
    subject: str
    configurations: tuple[str, ...]
    expires: int
    transaction_code: str = ""
    tries: int = TRIES
    used: bool = False


class AccessToken(msgspec.Struct, frozen=True):
    """A token as its issuer keeps it.

    ``identifiers`` says by which name each kind is to be asked for, if by any; ``copies`` how many may still be had.
    ``key`` is the thumbprint of the key without which it is worth nothing (DPoP), ``client`` the wallet that signed in.
    """

    token: str
    subject: str
    configurations: tuple[str, ...]
    expires: int
    identifiers: dict[str, str] = {}
    copies: int = COPIES
    key: str = ""
    client: str = ""

    def spent(self, copies: int) -> AccessToken:
        """The token after so many copies were had; a stolen one cannot fill a status list."""
        if copies > self.copies:
            raise ProtocolError("credential_request_denied", f"At most {COPIES} copies are given for one offer.")
        return msgspec.structs.replace(self, copies=self.copies - copies)


def new_grant(
    subject: str, configurations: Sequence[str], code: str, expires: int, transaction_code: str = ""
) -> Grant:
    """What is kept of an offer; ``code`` are 128 bits or more of chance, the other code what the person is told."""
    kept = digest(code, transaction_code) if transaction_code else ""
    return Grant(digest(code), subject, tuple(configurations), expires, kept)


def code_of(form: Form) -> str:
    """The pre-authorised code of a request, by whose digest its offer is found."""
    if one_of(form, "grant_type") != PRE_AUTHORIZED:
        raise ProtocolError("unsupported_grant_type", "Tokens are given for codes, pre-authorized or not.")
    code = one_of(form, "pre-authorized_code")
    if not code:
        raise ProtocolError("invalid_request", "The request holds no pre-authorized_code.")
    return code


def redeem(
    form: Form, grant: Grant | None, now: int, fresh: str, seconds: int = TOKEN_SECONDS
) -> tuple[Grant | None, AccessToken | ProtocolError]:
    """Give a token for a code, or say why not; in both cases with the offer as it is to be kept from now on.

    ``grant`` is the offer whose code :func:`code_of` found, ``fresh`` the token to give: 128 bits or more of chance.
    ``seconds`` is how long the token is good: long where what was offered is still pending.
    """
    try:
        code, transaction_code = code_of(form), one_of(form, "tx_code")
        wanted = _wanted(form)
        found = _open(grant, now)
        if bool(found.transaction_code) != bool(transaction_code):
            lack = "is needed, and was not sent" if found.transaction_code else "was sent, and none is expected"
            raise ProtocolError("invalid_request", f"A transaction code {lack}.")
    except ProtocolError as problem:
        return grant, problem
    if transaction_code and not is_same(digest(code, transaction_code), found.transaction_code):
        return _once_fewer(found)
    try:
        identifiers = _identifiers(found, wanted)
    except ProtocolError as problem:
        return found, problem
    kinds = tuple(identifiers) or found.configurations
    token = AccessToken(digest(fresh), found.subject, kinds, now + seconds, identifiers)
    return msgspec.structs.replace(found, used=True), token


def token_response(token: AccessToken, fresh: str, now: int) -> dict[str, object]:
    """What the wallet gets (section 6.2)."""
    kind = DPOP if token.key else BEARER
    answer: dict[str, object] = {"access_token": fresh, "token_type": kind, "expires_in": token.expires - now}
    if token.identifiers:
        answer["authorization_details"] = [
            {"type": DETAILS, "credential_configuration_id": kind, "credential_identifiers": [name]}
            for kind, name in token.identifiers.items()
        ]
    return answer


def shown_token(header: str) -> tuple[str, str]:
    """Scheme and access token of the header `Authorization`; nowhere else is one looked for (RFC 6750, section 2.1)."""
    scheme, _, token = header.partition(" ")
    known = {one.lower(): one for one in (BEARER, DPOP)}
    if scheme.lower() not in known or not token.strip():
        raise token_missing()
    return known[scheme.lower()], token.strip()


def check_token(token: AccessToken | None, now: int, scheme: str = BEARER) -> AccessToken:
    """Refuse a token that is unknown, no longer good, or is shown in another way than it was given for."""
    if token is None:
        raise token_wrong("The access token is not known here.")
    if now >= token.expires:
        raise token_wrong("The access token has expired.")
    if scheme != (DPOP if token.key else BEARER):
        raise token_wrong("The access token is bound to a key, or to none: send it as it was given (RFC 9449).")
    return token


def _open(grant: Grant | None, now: int) -> Grant:
    # One sentence for all: who guesses codes does not learn which ones were once good.
    if grant is None or grant.used or grant.tries <= 0 or now >= grant.expires:
        raise ProtocolError("invalid_grant", "The code is not known, was used, or has expired. Ask for a new offer.")
    return grant


def _once_fewer(grant: Grant) -> tuple[Grant, ProtocolError]:
    left = grant.tries - 1
    more = f"{left} more can be tried." if left else "No more can be tried: ask for a new offer."
    return msgspec.structs.replace(grant, tries=left), ProtocolError(
        "invalid_grant", f"The transaction code is wrong. {more}"
    )


def _wanted(form: Form) -> tuple[str, ...]:
    """The kinds that `authorization_details` asks for (RFC 9396); none where the wallet takes whatever is offered."""
    text = one_of(form, "authorization_details")
    if not text:
        return ()
    try:
        details = json.loads(text)
        kinds = [one["credential_configuration_id"] for one in details if one["type"] == DETAILS]
    except (ValueError, TypeError, KeyError, RecursionError):
        kinds = []
    if not kinds or not all(isinstance(kind, str) for kind in kinds):
        raise ProtocolError("invalid_authorization_details", "The authorization_details ask for no credential.")
    return tuple(dict.fromkeys(kinds))


def _identifiers(grant: Grant, wanted: Sequence[str]) -> dict[str, str]:
    if unknown := [kind for kind in wanted if kind not in grant.configurations]:
        raise ProtocolError("invalid_authorization_details", f"The offer does not hold {unknown[0][:80]}.")
    return {kind: f"{kind}:{grant.code[:12]}" for kind in wanted}


def one_of(form: Form, name: str) -> str:
    """The one value of a name in a form, empty where there is none."""
    values = form.get(name, ())
    if len(values) > 1:
        raise ProtocolError("invalid_request", f"The parameter {name} came more than once.")
    return values[0] if values else ""
