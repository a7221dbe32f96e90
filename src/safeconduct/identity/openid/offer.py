"""The offer that an office hands over: a link on the same device, or a QR code (OpenID4VCI 1.0, section 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from safeconduct.identity.jws import json_bytes

SCHEME = "openid-credential-offer://"
PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """What a wallet is told of the code that the person gets on another way (section 4.1.1, `tx_code`)."""

    length: int = 6
    description: str = ""
    numeric: bool = True

    def written(self) -> dict[str, object]:
        if len(self.description) > LONGEST_DESCRIPTION:
            raise ValueError(f"The description of a transaction code has at most {LONGEST_DESCRIPTION} characters.")
        written: dict[str, object] = {"input_mode": "numeric" if self.numeric else "text", "length": self.length}
        return written | ({"description": self.description} if self.description else {})


def credential_offer(
    issuer: str,
    configurations: Sequence[str],
    code: str,
    transaction_code: TransactionCode | None = None,
    issuer_state: str = "",
) -> dict[str, object]:
    """The offer of some kinds of credential by pre-authorised code, or with `issuer_state` by signing in."""
    if not configurations or len(set(configurations)) != len(configurations):
        raise ValueError("An offer names at least one kind of credential, and each once.")
    grant: dict[str, object] = {"pre-authorized_code": code}
    if transaction_code is not None:
        grant["tx_code"] = transaction_code.written()
    return {
        "credential_issuer": issuer,
        "credential_configuration_ids": list(configurations),
        "grants": {PRE_AUTHORIZED: grant}
        | ({"authorization_code": {"issuer_state": issuer_state}} if issuer_state else {}),
    }


def link_by_value(offer: dict[str, object], scheme: str = SCHEME) -> str:
    """The link with the whole offer in it."""
    return f"{scheme}?{urlencode({'credential_offer': json_bytes(offer).decode()})}"


def link_by_reference(address: str, scheme: str = SCHEME) -> str:
    """The link that names where the offer is fetched: short enough for a QR code that old cameras read."""
    return f"{scheme}?{urlencode({'credential_offer_uri': address})}"
