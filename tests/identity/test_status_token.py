"""Status list tokens: published encodings, freshness, and what is refused."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from safeconduct.identity import jws, status_token
from safeconduct.identity.refusal import CannotTell, Refused
from safeconduct.identity.status_list import build
from safeconduct.identity.status_token import StatusList
from tests.identity.making import LIST, SECONDS, key_of
from tests.identity.vectors import needed

ARCHIVE = "sd-jwt-generated.tar.xz"
EXAMPLES = "oauth-wg+draft-ietf-oauth-status-list/examples/"
SIGNS = key_of(21, "status 1")
LISTED = StatusList(LIST, build(64, {3: 1, 4: 2, 5: 3}, 2), SECONDS, SECONDS + 7200, 3600)
# draft-ietf-oauth-status-list, appendix "Test vectors for Status List encoding", 1 bit.
ONE_BIT = {0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345}


def reference(place: int, uri: str = LIST) -> dict[str, Any]:
    return {"status_list": {"idx": place, "uri": uri}}


def test_a_list_is_issued_and_read() -> None:
    token = jws.parse(status_token.issue(LISTED, SIGNS))
    assert token.header == {"alg": "ES256", "typ": "statuslist+jwt", "kid": "status 1"}
    assert status_token.read(token, SIGNS.public, LIST) == LISTED


def test_each_changed_letter_is_refused() -> None:
    text = status_token.issue(LISTED, SIGNS)
    for position, letter in enumerate(text):
        changed = text[:position] + ("A" if letter != "A" else "B") + text[position + 1 :]
        with pytest.raises(Refused):
            status_token.read(jws.parse(changed), SIGNS.public, LIST)


def test_each_status_has_its_answer() -> None:
    assert status_token.check(reference(0), {LIST: LISTED}, SECONDS).code == "status-valid"
    for place, code in ((3, "revoked"), (4, "suspended"), (5, "status-of-issuer"), (64, "status-out-of-range")):
        with pytest.raises(Refused) as refused:
            status_token.check(reference(place), {LIST: LISTED}, SECONDS)
        assert refused.value.reason.code == code


@pytest.mark.parametrize(
    ("now", "longest", "lists"),
    [
        (SECONDS + 3601, 86_400, {LIST: LISTED}),
        (SECONDS + 601, 600, {LIST: LISTED}),
        (SECONDS + 7200, 86_400, {LIST: replace(LISTED, ttl=None)}),
        (SECONDS - 61, 86_400, {LIST: LISTED}),
        (SECONDS, 86_400, {}),
    ],
    ids=["ttl", "own limit", "expired", "from the future", "absent"],
)
def test_an_old_list_cannot_tell(now: int, longest: float, lists: dict[str, StatusList]) -> None:
    for place in (0, 3):
        with pytest.raises(CannotTell):
            status_token.check(reference(place), lists, now, longest)


@pytest.mark.parametrize(
    "status",
    [None, {}, {"status_list": {}}, reference(-1), reference(True), {"status_list": {"idx": "0", "uri": LIST}}],
)
def test_a_malformed_reference_is_never_valid(status: object) -> None:
    with pytest.raises(Refused):
        status_token.check(status, {LIST: LISTED}, SECONDS)


@pytest.mark.parametrize(
    "change",
    [
        {"sub": "https://other.example.org/1"},
        {"iat": None},
        {"iat": True},
        {"ttl": 0},
        {"ttl": "3600"},
        {"status_list": None},
        {"status_list": {"bits": 3, "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": {"bits": True, "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": {"bits": 1, "lst": "AAAA"}},
        {"status_list": {"bits": 1, "lst": 5}},
    ],
)
def test_a_malformed_list_is_refused(change: dict[str, Any]) -> None:
    payload = jws.parse(status_token.issue(LISTED, SIGNS)).payload | change
    token = jws.sign({"typ": "statuslist+jwt"}, payload, SIGNS)
    with pytest.raises(Refused):
        status_token.read(jws.parse(token), SIGNS.public, LIST)


def test_another_type_of_token_is_refused() -> None:
    token = jws.parse(jws.sign({"typ": "JWT"}, {"sub": LIST}, SIGNS))
    with pytest.raises(Refused, match="not of the type"):
        status_token.read(token, SIGNS.public, LIST)


def published() -> list[str]:
    return ["", "2", "4", "8", "1_long", "2_long"]


@pytest.mark.parametrize("name", published())
def test_published_encodings_are_read(name: str) -> None:
    text = needed(ARCHIVE)[f"{EXAMPLES}status_list_encoding{name}_json.md"]
    found = json.loads(re.sub(r"\n  (?=[\w-]+(\n|\"))", "", text[text.index("{") :]))
    bits = status_token.read_bits(found)
    assert bits.width == int(name[:1] or 1)
    if name == "1_long":
        assert {place for place in range(len(bits)) if bits[place]} >= ONE_BIT - {0}
    if name.endswith("long"):
        assert len(bits) == 1 << 20


def test_the_published_token_is_read() -> None:
    """Its key is not published; the list in it is that of section 4.1."""
    token = jws.parse("".join(needed(ARCHIVE)[f"{EXAMPLES}status_list_jwt_raw.md"].split()))
    jws.check_type(token, "statuslist+jwt")
    assert status_token.read_bits(token.payload["status_list"]).packed.hex() == "b9a3"
