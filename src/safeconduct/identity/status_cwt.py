"""Status lists as CWT, and the places of credentials in them (Token Status List, sections 4.3 and 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from safeconduct.identity.cose import TYP
from safeconduct.identity.cwt import EXP, IAT, STATUS, STATUS_LIST, SUB, TTL, issue, moment_of, read_token, verify_token
from safeconduct.identity.keys import PublicKey, Signer
from safeconduct.identity.refusal import Refused
from safeconduct.identity.status_list import LARGEST_COMPRESSED, StatusBits, compress, decompress
from safeconduct.identity.status_token import StatusList

MEDIA_TYPE = "application/statuslist+cwt"
LARGEST = LARGEST_COMPRESSED + 4096


def encode(statuses: StatusBits) -> dict[str, object]:
    """The map that stands in the token (section 4.3)."""
    return {"bits": statuses.width, "lst": compress(statuses)}


def decode(value: object) -> StatusBits:
    """Read that map."""
    if not isinstance(value, dict) or not isinstance(value.get("bits"), int) or not isinstance(value.get("lst"), bytes):
        raise Refused("status-list-malformed", "A status list holds its width (bits) and its bytes (lst).")
    return decompress(value["bits"], value["lst"])


def issue_list(
    statuses: StatusBits, uri: str, signer: Signer, issued: datetime, expires: datetime, ttl: timedelta
) -> bytes:
    """Sign a list for its address (section 5.2)."""
    claims = {
        SUB: uri,
        IAT: int(issued.timestamp()),
        EXP: int(expires.timestamp()),
        TTL: int(ttl.total_seconds()),
        STATUS_LIST: encode(statuses),
    }
    return issue(claims, signer, {TYP: MEDIA_TYPE})


def read_list(data: bytes, uri: str, key: PublicKey, now: datetime) -> StatusList:
    """Return the statuses, if this key signed them for this address and they are in force."""
    token = read_token(data, LARGEST)
    if token.message.headers.get(TYP) != MEDIA_TYPE or TYP not in token.message.protected_labels:
        raise Refused("type-wrong", f"The token does not say that it is {MEDIA_TYPE}.")
    claims = verify_token(token, key, now)
    issued = moment_of(claims, IAT)
    if claims.get(SUB) != uri:
        raise Refused("status-list-other", "The status list is of another address than the credential names.")
    if issued is None:
        raise Refused("claim-missing", "The status list does not say when it was made.")
    return StatusList(uri, decode(claims.get(STATUS_LIST)), issued, moment_of(claims, EXP), moment_of(claims, TTL))


def place_of(claims: Mapping[Any, Any]) -> tuple[str, int] | None:
    """The address of the status list that a token names, and the place in it; ``None`` for one that names none."""
    status = claims.get(STATUS)
    if status is None:
        return None
    found = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("uri"), str) or not isinstance(found.get("idx"), int):
        raise Refused("status-malformed", "The status of the token names no place in a status list.")
    return found["uri"], found["idx"]
