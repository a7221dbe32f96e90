"""Acknowledgements prove what was received and tell a finder nothing."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from safeconduct.cases.documents import printing
from safeconduct.cases.documents.checking import acknowledgement_sample
from tests.cases.documents.conformance import faults
from tests.cases.documents.making import alternatives, needs_arabic, text_of

TELLING = (
    *("asylum", "protection", "refug", "migra", "visa", "permit", "residence", "safeconduct", "foreign", "office of"),
    *("asile", "réfugi", "séjour", "étranger", "azyl", "ochran", "pobyt", "cizin", "uprchl", "لجوء", "لاجئ", "حماية"),
)


@pytest.mark.parametrize("language", ["en", "fr", "cs", "ar"])
def test_it_is_pdf_a_and_tells_a_finder_nothing(language: str) -> None:
    needs_arabic()
    made = printing.acknowledgement(acknowledgement_sample(), language)
    assert faults(made) == []
    said = f"{text_of(made)} {PdfReader(io.BytesIO(made)).metadata}".lower()
    assert [word for word in TELLING if word in said] == []


def test_it_says_what_was_received_and_what_follows() -> None:
    its = acknowledgement_sample()
    said = text_of(printing.acknowledgement(its, "en"))
    assert "Acknowledgement 7" in said
    for part in (its.received, its.reference, its.at, its.what, its.by, *its.next, its.due, its.if_not):
        assert part in said
    assert its.letters in said.replace(" ", "")


def test_its_code_is_drawn_with_a_text_for_who_cannot_see() -> None:
    made = printing.acknowledgement(acknowledgement_sample(), "en")
    assert "Code for checking this acknowledgement" in alternatives(made)
