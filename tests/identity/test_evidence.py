"""Which credentials count as which proof: what stands in the file fits the law and the kinds, and asks for no more."""

from __future__ import annotations

import pytest

from safeconduct.identity.evidence import (
    FILING,
    NotEvidence,
    evidence,
    filled,
    form_of,
    forms_of,
    query_of,
    read_evidence,
    shown,
)
from safeconduct.identity.kinds import kinds
from safeconduct.identity.openid.dcql import asked_claims, read_query
from safeconduct.identity.openid.response import Presentation
from safeconduct.identity.refusal import Reason
from safeconduct.procedures.library import Library
from safeconduct.shell.content import text_of

ISSUERS = {kind.purpose: {"https://registrar.example.org"} for kind in kinds().kinds.values()}
HELD = {"issuing_authority": "Registry", "confers_legal_identity": True, "name": "Amal", "birthdate": "2001"}


def test_each_proof_and_form_of_the_file_stands_in_its_procedure() -> None:
    newest = {entry.id: entry.identity for entry in Library.default().newest()}
    for procedure, proofs in evidence().evidence.items():
        law = Library.default().load(newest[procedure])
        for proof, forms in proofs.items():
            assert set(forms) <= set(law.evidence[proof].accepted), f"{procedure}, {proof}"


def test_nobody_is_asked_to_prove_themselves_out_of_a_country() -> None:
    assert not [one for one in evidence().evidence if "readmission" in one or "return" in one]


def test_what_is_asked_is_a_query_that_names_kinds_issuers_and_claims() -> None:
    forms = forms_of("common/access-to-data@2026-11-24", "identity")
    query = query_of(forms, ISSUERS)
    assert read_query(query.written()) == query
    first, second = query.credentials
    assert first.kinds == {"https://registrar.example.org/credentials/residence-permit"}
    assert second.kinds == {"org.safeconduct.residence.1"}
    names = [claim.path[-1] for claim in first.claims]
    assert names == ["issuing_authority", "confers_legal_identity", "name", "birthdate", "document_number"]
    assert form_of(second.id, forms).name == "residence permit"


def test_where_less_is_enough_less_is_taken() -> None:
    forms = forms_of("eu/researchers-and-students@2026-11-24", "full age or parental authorisation")
    (query,) = query_of(forms, ISSUERS).credentials
    of_age = asked_claims(query, HELD | {"age_over_18": True})
    assert of_age[("age_over_18",)] is True
    assert ("birthdate",) not in of_age
    assert asked_claims(query, HELD)[("birthdate",)] == "2001"


def test_what_a_credential_does_not_have_is_not_missed_where_it_may_be_left_out() -> None:
    query = query_of(forms_of("any", FILING), ISSUERS).credentials[0]
    claims = asked_claims(query, HELD)
    given = shown(
        Presentation(query.id, query.format, "vct", "issuer", claims, (Reason("issuer-trusted", "."),)),
        forms_of("any", FILING)[0],
        FILING,
        "2027-01-15T12:00:00+00:00",
    )
    assert given.identity == "yes"
    # A year is no day: the form asks for it.
    assert filled(given) == {"name": "Amal"}


def test_a_proof_that_is_not_in_the_file_cannot_be_shown() -> None:
    assert forms_of("common/access-to-data@2026-11-24", "another") == ()
    assert forms_of("eu-tr/readmission@2026-11-24", "proof of nationality or of stay") == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "{kind: residence-permit, claims: [name, birthdate, document_number]}",
            "{kind: other, claims: []}",
            "no kind",
        ),
        ("claims: [name, birthdate, document_number]}", "claims: [religion]}", "do not say 'religion'"),
        ("  sex: {en: ", "  sax: {en: ", "sex has no name"),
        ("always:", "allways:", "allways"),
    ],
)
def test_a_file_that_asks_for_what_there_is_not_is_refused_by_name(old: str, new: str, told: str) -> None:
    text = text_of("identity/evidence.yaml")
    assert old in text
    with pytest.raises(NotEvidence, match=r"identity/evidence\.yaml") as raised:
        read_evidence(text.replace(old, new, 1), kinds())
    assert told in str(raised.value)
