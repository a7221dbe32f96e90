"""A credential that is not ready yet, since its record or its decision is pending (OpenID4VCI 1.0, section 9).

The keys are kept, and the wallet comes back with the number of its transaction; it need not prove them again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from safeconduct.identity.openid.credential_request import read_body
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.secrets_kept import digest, is_same
from safeconduct.identity.openid.token import AccessToken

ACCEPTED = 202
# A decision takes days: asking each hour is often enough, and spares the phone's battery.
INTERVAL = 3600


class Transaction(msgspec.Struct, frozen=True):
    """An issuance that waits: for which token, kind and keys (public JWKs)."""

    id: str
    token: str
    configuration: str
    keys: tuple[dict[str, str], ...]


def new_transaction(
    fresh: str, token: AccessToken, configuration: str, keys: tuple[dict[str, str], ...]
) -> Transaction:
    """What is kept; ``fresh`` are 128 bits or more of chance, and the number that the wallet gets."""
    return Transaction(digest(fresh), token.token, configuration, keys)


def transaction_of(body: bytes) -> str:
    """The number of the transaction that a wallet asks for."""
    number = read_body(body).get("transaction_id")
    if not isinstance(number, str) or not number:
        raise ProtocolError("invalid_credential_request", "The request holds no transaction_id.")
    return number


def check_transaction(transaction: Transaction | None, token: AccessToken) -> Transaction:
    """Refuse one that is unknown, was answered, or belongs to the token of another wallet."""
    if transaction is None or not is_same(transaction.token, token.token):
        raise ProtocolError("invalid_transaction_id", "The transaction is not known, or its credential was given.")
    return transaction


def deferred_response(number: str, interval: int = INTERVAL) -> dict[str, Any]:
    """Say when to come back (status 202), in seconds."""
    return {"transaction_id": number, "interval": interval}
