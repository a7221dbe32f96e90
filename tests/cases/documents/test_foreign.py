"""PDF of others: answers, stamps and notes become part of their pages, and scans keep their photo."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import NameObject, NumberObject, TextStringObject

from safeconduct.cases.documents.foreign import flattened, scan
from safeconduct.cases.documents.model import FilePaper
from safeconduct.cases.documents.sources import words
from tests.cases.documents.conformance import faults
from tests.cases.documents.making import foreign, locked, noted, reds, scanned, text_of, written_over
from tests.cases.documents.test_court_files import whole

ANSWER = "BT /F1 12 Tf 2 5 Td (Brno) Tj ET 1 0 0 rg 0 0 100 20 re f"


def first(content: bytes) -> Any:  # noqa: ANN401 - a page of pypdf
    """The first page."""
    return PdfReader(io.BytesIO(content)).pages[0]


def test_stamps_and_answers_become_part_of_the_page(tmp_path: Path) -> None:
    stamped = noted(foreign())
    assert reds(stamped, tmp_path) == 0, "the typesetter alone does not draw what lies beside a page"
    flat = flattened(stamped)
    assert reds(flat.content, tmp_path) > 300
    assert (flat.lost, "/Annots" in first(flat.content)) == (0, False)
    assert "Typed elsewhere" in first(flat.content).extract_text()


def test_an_answer_in_a_form_is_drawn(tmp_path: Path) -> None:
    filled = noted(foreign(), Subtype=NameObject("/Widget"), V=TextStringObject("Brno"))
    assert reds(flattened(filled).content, tmp_path) > 300


@pytest.mark.parametrize(
    "note",
    [
        {"F": NumberObject(2)},
        {"F": NumberObject(32)},
        {"Subtype": NameObject("/Link")},
        {"Subtype": NameObject("/Popup")},
    ],
)
def test_what_a_reader_would_not_see_is_not_drawn(note: dict[str, Any]) -> None:
    base = noted(foreign(), **note)
    assert flattened(base).content == base


def test_an_empty_field_is_nothing_and_an_answer_that_cannot_be_drawn_is_told() -> None:
    field = {"Subtype": NameObject("/Widget")}
    empty = noted(foreign(), "", **field)
    assert flattened(empty).content == empty
    lost = noted(foreign(), "", **field, V=TextStringObject("Brno"))
    assert flattened(lost).lost == 1
    said = text_of(whole(FilePaper("1 January", "Form", lost)))
    assert words("en")["shown-in-part"].replace("{number}", "1") in said


def test_a_scan_keeps_its_photo_with_text_that_recognition_put_behind_it() -> None:
    photo = scan(first(scanned()))
    assert photo is not None
    assert photo.startswith(b"\xff\xd8")
    behind = written_over(scanned(), "BT 3 Tr 1 0 0 1 10 10 Tm (contract) Tj ET")
    assert scan(first(behind)) == photo


@pytest.mark.parametrize(
    "orders",
    ["0 0 m 300 300 l S", "BT /F1 24 Tf (signed) Tj ET", "BT 3 Tr (a) Tj 0 Tr (seen) Tj ET", "0 0 9 9 re f", "/Sh sh"],
)
def test_a_scan_on_which_something_was_drawn_is_no_mere_photo(orders: str) -> None:
    assert scan(first(written_over(scanned(), orders))) is None


def test_a_scan_with_a_stamp_shows_the_stamp(tmp_path: Path) -> None:
    flat = flattened(noted(scanned()))
    assert scan(first(flat.content)) is None
    assert reds(flat.content, tmp_path) > 300


def test_what_is_locked_only_against_printing_is_shown() -> None:
    made = whole(FilePaper("1 January", "Typed", locked("")))
    assert faults(made) == []
    assert words("en")["shown-encrypted"] not in text_of(made)
