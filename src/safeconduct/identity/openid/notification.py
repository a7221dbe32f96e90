"""What a wallet tells after it got its credentials (OpenID4VCI 1.0, section 11)."""

from __future__ import annotations

from typing import Any

from safeconduct.identity.jws import json_object
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.refusal import Refused

EVENTS = frozenset({"credential_accepted", "credential_failure", "credential_deleted"})
LONGEST = 4096


def read_notification(body: bytes) -> tuple[str, str]:
    """Return the number that the wallet was given, and what happened; descriptions are not kept."""
    told = _read(body)
    number, event = told.get("notification_id"), told.get("event")
    if not isinstance(number, str) or not isinstance(event, str) or event not in EVENTS:
        sentence = "A notification holds notification_id and event, one of those of section 11.1."
        raise ProtocolError("invalid_notification_request", sentence)
    return number, event


def notification_unknown() -> ProtocolError:
    """The error for a number that was not given with this token."""
    return ProtocolError("invalid_notification_id", "No credentials were given under this notification_id.")


def _read(body: bytes) -> dict[str, Any]:
    if len(body) > LONGEST:
        raise ProtocolError("invalid_notification_request", "The notification is too long.")
    try:
        return json_object(body, "notification")
    except Refused as refused:
        raise ProtocolError("invalid_notification_request", str(refused)) from refused
