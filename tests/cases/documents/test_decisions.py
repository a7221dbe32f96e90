"""Decisions and letters: PDF/A that shows what was said, in every language, and says which text binds."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader, mult

from safeconduct.cases.documents import checking, printing
from safeconduct.cases.documents.model import Ground, Remedy, Signature
from safeconduct.cases.documents.sources import languages, words
from tests.cases.documents.conformance import faults
from tests.cases.documents.making import decision, letter, needs_arabic, text_of

OURS = ("ar", "cs", "en", "fr")


@pytest.mark.parametrize("language", OURS)
@pytest.mark.parametrize("beside", [True, False])
def test_a_decision_with_its_translation_is_pdf_a_and_accessible(language: str, beside: bool) -> None:
    needs_arabic()
    other = "fr" if language != "fr" else "ar"
    made = printing.decision(decision(language, other), language, other, beside=beside)
    assert faults(made) == []


def test_a_letter_is_pdf_a_and_accessible() -> None:
    assert faults(printing.letter(letter(), "en")) == []


def test_a_decision_says_all_that_it_must() -> None:
    remedy = Remedy("Appeal", "Regional Court in Brno", "15 days", "§ 65 s. ř. s.", cost="3,000 CZK", suspends=False)
    its = decision(
        title="Refusal of an employee card",
        operative="The application is refused.",
        grounds=(Ground("no proof of accommodation", "§ 46(6)(a)"),),
        reasons="You filed on 11 January.\n\nThe proof does not cover the whole time.",
        remedies=(remedy,),
    )
    its = replace(its, signatures=(Signature("Jan Dvořák", "official"), Signature("Eva Malá", "head of unit")))
    said = text_of(printing.decision(its, "en"))
    for part in (
        "Office of samples",
        "2 Sample Street",
        "Sent by: post with proof",
        "Reference 23456-789AB",
        "The application is refused.",
        "no proof of accommodation (§ 46(6)(a))",
        "You filed on 11 January.",
        "The proof does not cover the whole time.",
        "Where Regional Court in Brno",
        "Within 15 days",
        "Counted from the day on which this decision is served",
        "Cost 3,000 CZK",
        "Effect The decision takes effect all the same.",
        "Law § 65 s. ř. s.",
        "Jan Dvořák",
        "Eva Malá",
    ):
        assert part in said


def test_where_there_is_no_remedy_it_says_so() -> None:
    assert words("en")["no-remedy"] in text_of(printing.decision(decision(remedies=()), "en"))


@pytest.mark.parametrize("beside", [True, False])
def test_a_translation_says_what_binds_and_that_a_machine_drafted_it(beside: bool) -> None:
    said = text_of(printing.decision(decision("cs", "fr"), "cs", "fr", beside=beside))
    assert "Závazné je toto znění (čeština)." in said
    assert "Seul le texte en langue officielle (čeština) fait foi." in said
    assert words("fr")["machine"] in said


def test_a_reviewed_translation_names_who_reviewed_it() -> None:
    its = replace(decision("cs", "fr"), reviewed_by="M. Petit, traducteur juré")
    said = text_of(printing.decision(its, "cs", "fr"))
    assert "Relue par M. Petit, traducteur juré." in said
    assert words("fr")["machine"] not in said


def test_reasons_that_were_not_translated_are_said_to_be_so() -> None:
    its = decision("cs", "en", reasons="Proto.")
    its = replace(its, wordings={**its.wordings, "en": replace(its.wordings["en"], reasons="")})
    assert words("en")["not-translated"] in text_of(printing.decision(its, "cs", "en"))


def test_without_another_language_nothing_is_said_of_translations() -> None:
    said = text_of(printing.decision(decision("en"), "en", "en"))
    assert words("en")["is-translation"].split(".")[0] not in said


def test_a_letter_says_what_to_bring_by_when_and_what_if_not() -> None:
    its = letter(facts=(("When", "12 April"),), bring=("passport",), due="12 April", or_else="Write to us.")
    said = text_of(printing.letter(its, "en"))
    for part in ("When 12 April", "What to bring • passport", "Last day: 12 April", "If you cannot Write to us."):
        assert part in said


@pytest.mark.parametrize("language", ["cs", "fr", "en"])
def test_the_words_of_each_language_can_be_read_out_again(language: str) -> None:
    said, its = text_of(printing.decision(decision(language), language)), words(language)
    for key in ("reference", "decision", "grounds", "reasons", "remedy", "from-service", "suspends", "cost-not-stated"):
        assert its[key] in said


def test_arabic_letters_are_kept_and_run_from_right_to_left() -> None:
    needs_arabic()
    made = printing.decision(decision("ar", title="رفض طلب بطاقة العامل"), "ar")
    said = text_of(made)
    for word in ["رفض", "طلب", "بطاقة", "العامل"]:
        assert word in said
    arabic = _places(made, "رفض")
    english = _places(printing.decision(decision("en"), "en"), "Decision of a sample")
    assert arabic[0] > 300 > english[0], "the first word of an Arabic title stands on the right of its sheet"


def _places(pdf: bytes, word: str) -> list[float]:
    """Where on the line each piece of text with a word begins."""
    found: list[float] = []

    def see(text: str, sheet: list[float], line: list[float], *_: object) -> None:
        if word in text:
            found.append(mult(line, sheet)[4])

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=see)
    return found


def test_the_same_data_give_the_same_bytes_and_another_time_others() -> None:
    its = decision()
    assert printing.decision(its, "en") == printing.decision(its, "en")
    later = replace(its, made=its.made + timedelta(days=1))
    assert printing.decision(later, "en") != printing.decision(its, "en")


def test_every_language_of_ours_has_all_words() -> None:
    assert set(OURS) <= set(languages())
    for language in OURS:
        assert words(language).keys() == words("en").keys()
        for key, said in words("en").items():
            assert set(_fields(said)) == set(_fields(words(language)[key])), (language, key)


def _fields(said: str) -> list[str]:
    return [part.partition("}")[0] for part in said.split("{")[1:]]


def test_samples_fill_every_sheet() -> None:
    needs_arabic()
    assert checking.check_templates() == []
