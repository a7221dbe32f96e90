"""DCQL: queries read and refused, claims selected, sets met; what was not asked for is dropped."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.identity.openid.claims_path import NoSuchClaim, select, select_in_mdoc
from safeconduct.identity.openid.dcql import (
    ClaimsQuery,
    CredentialQuery,
    NotAQuery,
    Query,
    asked_claims,
    check_sets,
    read_query,
)
from safeconduct.identity.refusal import Refused
from tests.identity.vectors import needed

CLAIMS: dict[str, Any] = {
    "name": "Arthur Dent",
    "address": {"street_address": "42 Market Street", "locality": "Milliways", "postal_code": "12345"},
    "degrees": [{"type": "Bachelor", "university": "Betelgeuse"}, {"type": "Master", "university": "Betelgeuse"}],
    "nationalities": ["British", "Betelgeusian"],
    "adult": True,
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["name"], ["Arthur Dent"]),
        (["address"], [CLAIMS["address"]]),
        (["address", "street_address"], ["42 Market Street"]),
        (["nationalities", 1], ["Betelgeusian"]),
        (["degrees", None, "type"], ["Bachelor", "Master"]),
    ],
)
def test_paths_select_as_the_examples_of_section_7_3(path: list[Any], expected: list[Any]) -> None:
    assert select(CLAIMS, path) == expected


@pytest.mark.parametrize(
    "path", [["other"], ["name", "x"], ["name", 0], ["nationalities", 2], ["nationalities", "x"], ["address", None]]
)
def test_paths_that_lead_nowhere(path: list[Any]) -> None:
    with pytest.raises(NoSuchClaim):
        select(CLAIMS, path)


def test_a_path_into_an_mdoc_is_namespace_and_name() -> None:
    elements = {"org.example.1": {"family_name": "Dent"}}
    assert select_in_mdoc(elements, ["org.example.1", "family_name"]) == ["Dent"]
    for path in (["org.example.1"], ["org.example.1", "x"], ["x", "family_name"], ["org.example.1", "family_name", 0]):
        with pytest.raises(NoSuchClaim):
            select_in_mdoc(elements, path)


def query(**changes: object) -> CredentialQuery:
    asked = {"id": "one", "format": "dc+sd-jwt", "meta": {}} | changes
    return read_query({"credentials": [asked]}).credentials[0]


def test_what_was_not_asked_for_is_dropped() -> None:
    assert asked_claims(query(claims=[{"path": ["name"]}]), CLAIMS) == {("name",): "Arthur Dent"}
    assert asked_claims(query(), CLAIMS) == {}


def test_the_first_claim_set_that_is_met_counts() -> None:
    asked = query(
        claims=[{"id": "a", "path": ["age"]}, {"id": "b", "path": ["adult"]}, {"id": "c", "path": ["name"]}],
        claim_sets=[["a"], ["b"], ["b", "c"]],
    )
    assert asked_claims(asked, CLAIMS) == {("adult",): True}


def test_values_match_in_type_and_letter() -> None:
    good = query(claims=[{"path": ["nationalities", None], "values": ["British", "Other"]}])
    assert asked_claims(good, CLAIMS) == {("nationalities", None): ["British"]}
    for wrong in ([1], ["true"], [False]):
        with pytest.raises(Refused) as raised:
            asked_claims(query(claims=[{"path": ["adult"], "values": wrong}]), CLAIMS)
        assert raised.value.reason.code == "claim-missing"
    assert asked_claims(query(claims=[{"path": ["adult"], "values": [True]}]), CLAIMS) == {("adult",): True}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"credentials": []},
        [],
        {"credentials": [{"id": "a b", "format": "dc+sd-jwt", "meta": {}}]},
        {"credentials": [{"id": "a", "format": "ldp_vc", "meta": {}}]},
        {"credentials": [{"id": "a", "format": "dc+sd-jwt"}]},
        {"credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": {}}] * 2},
        {"credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": {}, "claims": [{"path": []}]}]},
        {"credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": {}, "claims": [{"path": ["x"]}] * 2}]},
        {"credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": {}, "claim_sets": [["x"]]}]},
        {
            "credentials": [
                {"id": "a", "format": "dc+sd-jwt", "meta": {}, "claims": [{"path": ["x"]}], "claim_sets": [["x"]]}
            ]
        },
        {
            "credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": {}}],
            "credential_sets": [{"options": [["b"]]}],
        },
        {"credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": {}}], "credential_sets": [{"options": []}]},
    ],
)
def test_what_is_no_query_says_why(document: object) -> None:
    with pytest.raises(NotAQuery, match=r"\w+"):
        read_query(document)


def test_credential_sets_say_what_is_enough() -> None:
    kinds = [{"id": name, "format": "dc+sd-jwt", "meta": {}} for name in ("pid", "other", "cards", "extra")]
    sets = [{"options": [["pid"], ["other", "cards"]]}, {"options": [["extra"]], "required": False}]
    asked = read_query({"credentials": kinds, "credential_sets": sets})
    check_sets(asked, {"pid"})
    check_sets(asked, {"other", "cards"})
    for short in (set(), {"other"}, {"extra"}):
        with pytest.raises(Refused):
            check_sets(asked, short)
    with pytest.raises(Refused):
        check_sets(read_query({"credentials": kinds}), {"pid", "other", "cards"})


IDS = st.text("abc_-9", min_size=1, max_size=4)
PATHS = st.lists(st.one_of(st.text(max_size=3), st.integers(0, 3), st.none()), min_size=1, max_size=3).map(tuple)


@given(
    st.lists(
        st.builds(ClaimsQuery, path=PATHS, values=st.lists(st.one_of(st.text(max_size=2), st.booleans())).map(tuple)),
        unique_by=lambda one: one.path,
        max_size=4,
    ),
    IDS,
)
def test_a_query_survives_writing_and_reading(claims: list[ClaimsQuery], name: str) -> None:
    asked = Query((CredentialQuery(name, "dc+sd-jwt", {"vct_values": ["x"]}, tuple(claims)),))
    assert read_query(json.loads(json.dumps(asked.written()))) == asked


def test_the_published_queries_are_read() -> None:
    files = needed("sd-jwt-generated.tar.xz")
    folder = "openid+OpenID4VP/1.0/examples/query_lang/"
    queries = {name: text for name, text in files.items() if name.startswith(folder)}
    read = {name.removeprefix(folder): read_query(json.loads(text)) for name, text in queries.items()}
    assert len(read) == 7
    assert read["simple_mdoc.json"].credentials[0].kinds == {"org.iso.7367.1.mVRC"}
    assert all(read_query(one.written()) == one for one in read.values())
