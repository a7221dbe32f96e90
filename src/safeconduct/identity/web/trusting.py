"""Whom this instance trusts when a credential is shown to it, and the status lists that say whether it still holds.

Trusted is this instance itself, and whoever stands on the trust list in the data folder. A status list is fetched
whole, only from an issuer on the list, and kept for as long as it may be believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from safeconduct.identity import mdoc, sd_jwt
from safeconduct.identity.base64url import decode
from safeconduct.identity.openid.issuer_metadata import MDOC
from safeconduct.identity.openid.request import Request
from safeconduct.identity.refusal import CannotTell, Refused
from safeconduct.identity.status_token import LONGEST_DAY, StatusList
from safeconduct.identity.trust import TrustList
from safeconduct.identity.trust_file import read_trust_list
from safeconduct.identity.verifying import STATUS_PURPOSE, read_status_list
from safeconduct.identity.web import lists, models, signing
from safeconduct.identity.web import protocol_store as store
from safeconduct.shell.outbox.letters import is_safe_address

SECONDS, LARGEST = 5, 2 << 20
KEPT_FOR = timedelta(minutes=15)
TYPES = "application/statuslist+jwt, application/statuslist+cwt"


def trust(moment: datetime) -> TrustList:
    """The list of the data folder (`trust-list.json`), with this instance on it."""
    own = read_trust_list(json.dumps(signing.trust_list(moment)).encode())
    if not settings.TRUST_LIST.is_file():
        return own
    others = read_trust_list(settings.TRUST_LIST.read_bytes())
    return TrustList(others.name, others.until, (*own.entries, *others.entries))


def issuers(trusted: TrustList, moment: datetime) -> dict[str, set[str]]:
    """By purpose, who is trusted for it now."""
    found: dict[str, set[str]] = {}
    for entry in trusted.entries:
        for purpose in entry.purposes if entry.is_current(moment) else ():
            found.setdefault(purpose, set()).add(entry.issuer)
    return found


def status_lists(
    shown: Mapping[str, Sequence[str]], request: Request, trusted: TrustList, moment: datetime
) -> dict[str, StatusList]:
    """The lists that presentations name; one that cannot be had is left out, and the answer is then “cannot tell”."""
    found: dict[str, StatusList] = {}
    for uri in _named(shown, request):
        listed = _own(uri, moment) or _fetched(uri, trusted, moment)
        if listed is not None:
            found[uri] = listed
    return found


def _named(shown: Mapping[str, Sequence[str]], request: Request) -> set[str]:
    references = [
        reference for name, texts in shown.items() for text in texts for reference in _status(name, text, request)
    ]
    uris = {one.get("status_list", {}).get("uri") for one in references if isinstance(one.get("status_list"), dict)}
    return {uri for uri in uris if isinstance(uri, str)}


def _status(name: str, text: str, request: Request) -> Iterable[dict[str, dict[str, object]]]:
    """Where a presentation says that its status stands; nothing is believed of it before its signature is verified."""
    query = request.query.of(name)
    try:
        if query is not None and query.format == MDOC:
            documents = mdoc.read_response(decode(text))
            said: list[object] = [mdoc.status_named(one) for one in documents]
        else:
            said = [sd_jwt.split(text).issued.payload.get("status")]
    except Refused:
        return []
    return [one for one in said if isinstance(one, dict)]


def _own(uri: str, moment: datetime) -> StatusList | None:
    start = lists.uri_of("")
    row = models.StatusList.objects.filter(pk=uri.removeprefix(start)).first() if uri.startswith(start) else None
    return StatusList(uri, lists.bits_of(row), moment.timestamp()) if row is not None else None


def _fetched(uri: str, trusted: TrustList, moment: datetime) -> StatusList | None:
    """The list of another issuer. Nothing is fetched from an address that no trusted issuer keeps."""
    try:
        keepers = [one.issuer.rstrip("/") + "/" for one in trusted.in_force(STATUS_PURPOSE, moment)]
    except CannotTell:
        return None
    if not is_safe_address(uri) or not uri.startswith(tuple(keepers)):
        return None
    key = sha256(uri.encode()).hexdigest()
    kept = store.find(store.LIST, key, bytes, moment)
    data = kept if kept is not None else _get(uri)
    if data is None:
        return None
    try:
        listed = read_status_list(data, trusted, moment)
    except Refused:
        return None
    if kept is None:
        store.keep(store.LIST, key, data, moment + min(KEPT_FOR, timedelta(seconds=listed.ttl or LONGEST_DAY)))
    return listed if listed.uri == uri else None


def _get(uri: str) -> bytes | None:
    parts = urlsplit(uri)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request(
            "GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers={"Accept": TYPES}
        )
        answer = connection.getresponse()
        data = answer.read(LARGEST + 1)
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return data if answer.status == HTTPStatus.OK and len(data) <= LARGEST else None
