"""Entity tags (RFC 9110, sections 8.8.3 and 13): nobody overwrites what they have not seen, nothing is sent twice.

Used so::

    tag = tag_of("case", case.number, case.version)
    not_modified_if_known(request, tag)       # reading: 304 when the client holds this already
    require_match(request, tag)               # changing: 428 without If-Match, 412 when it is stale
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpRequest
from django.utils.http import parse_etags

from safeconduct.shell.api import NotModified, Refused, add_header
from safeconduct.shell.problems import Problem

ANY = ["*"]
_MISSING = Problem(
    HTTPStatus.PRECONDITION_REQUIRED,
    "Send the ETag of what you read in the header If-Match, so that nobody's change is overwritten unseen.",
    "if-match-missing",
)
_STALE = Problem(
    HTTPStatus.PRECONDITION_FAILED,
    "This was changed since you read it. Read it again, see what changed, and send your change with the new ETag.",
    "stale",
    "This was changed meanwhile",
)


def tag_of(*parts: object) -> str:
    """Make a strong tag from whatever changes when the answer changes: a number and a version, a hash, a language.

    The parts are hashed, so that a tag says nothing to whoever finds it in a log.
    """
    text = "\x1f".join(str(part) for part in parts)
    return f'"{urlsafe_b64encode(sha256(text.encode()).digest()[:18]).decode()}"'


def not_modified_if_known(request: HttpRequest, tag: str) -> None:
    """Put the tag into the answer; end with 304 when the client holds what has this tag (compared weakly)."""
    add_header(request, "ETag", tag)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if known == ANY or tag in (one.removeprefix("W/") for one in known):
        raise NotModified


def require_match(request: HttpRequest, tag: str) -> None:
    """Refuse a change by whoever has not seen what stands there now (compared strongly).

    Call it inside the transaction that makes the change, with what was read there under its lock.
    """
    asked = request.headers.get("If-Match")
    if asked is None:
        raise Refused(_MISSING)
    sent = parse_etags(asked)
    if sent != ANY and tag not in sent:
        raise Refused(_STALE, {"ETag": tag})
