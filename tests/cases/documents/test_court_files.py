"""The whole file for a court: every paper on numbered folios, whatever it is, and every entry with its link."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from safeconduct.cases.documents import printing
from safeconduct.cases.documents.checking import court_file_sample
from safeconduct.cases.documents.model import FileEntry, FilePaper
from safeconduct.cases.documents.sources import words
from tests.cases.documents.conformance import faults
from tests.cases.documents.making import alternatives, foreign, letter, locked, needs_arabic, picture, scanned, text_of

WORDS = words("en")


def whole(*papers: FilePaper, language: str = "en") -> bytes:
    """A file with these papers."""
    return printing.court_file(replace(court_file_sample(), papers=papers), language)


def folios(pdf: bytes) -> list[str]:
    """The stamp of each page."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [next(part for part in page.split("\n") if "Folio" in part).partition("Folio ")[2] for page in pages]


def test_papers_of_all_kinds_stand_on_running_folios() -> None:
    papers = (
        FilePaper("1 January", "Letter", printing.letter(letter(), "en")),
        FilePaper("2 January", "Scan", scanned(3)),
        FilePaper("3 January", "Photo", picture("JPEG")),
        FilePaper("4 January", "Screenshot", picture("PNG")),
        FilePaper("5 January", "From elsewhere", foreign()),
    )
    made = whole(*papers)
    assert faults(made) == []
    assert folios(made) == [f"{n} of 8" for n in range(1, 9)]
    said = text_of(made)
    for at, (paper, folio) in enumerate(zip(papers, (2, 3, 6, 7, 8), strict=True), 1):
        assert f"{at} {paper.date} {paper.title} {folio}" in said
        assert hashlib.sha256(paper.content or b"").hexdigest() in said
    assert "This file holds 5 papers and 1 entries on 8 folios." in said


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7 not a file", "shown-broken"),
        (b"", "shown-kind"),
        (foreign()[:300], "shown-broken"),
        (locked(), "shown-encrypted"),
        (b"PK\x03\x04 a letter", "shown-kind"),
        (picture("TIFF"), "shown-kind"),
        (picture("JPEG")[:200], "shown-broken"),
        (picture("PNG")[:60], "shown-broken"),
        (None, "shown-absent"),
    ],
)
def test_what_cannot_be_shown_says_so_on_a_folio_of_its_own(content: bytes | None, why: str) -> None:
    made = whole(FilePaper("1 January", "Bad", content), FilePaper("2 January", "Good", picture("PNG")))
    assert faults(made) == []
    assert folios(made) == ["1 of 3", "2 of 3", "3 of 3"]
    assert WORDS[why] in text_of(made)


def test_a_reason_in_words_stands_for_a_paper_that_may_not_be_opened() -> None:
    assert "It waits for the scan." in text_of(whole(FilePaper("1 January", "New", None, "It waits for the scan.")))


def test_programs_in_papers_do_not_come_along() -> None:
    made = whole(FilePaper("1 January", "Hostile", foreign(script="app.alert(1)")))
    assert faults(made) == []
    assert b"app.alert" not in made


@pytest.mark.parametrize(
    ("kind", "colours"),
    [("JPEG", "CMYK"), ("JPEG", "RGB"), *(("PNG", its) for its in ("RGBA", "LA", "P", "1", "I;16")), ("GIF", "P")],
)
def test_pictures_in_any_colours_are_shown(kind: str, colours: str) -> None:
    made = whole(FilePaper("1 January", "Picture", picture(kind, colours=colours)))
    assert faults(made) == []
    assert not [why for key, why in WORDS.items() if key.startswith("shown-") and why in text_of(made)]


def test_words_of_redrawn_pages_stand_for_the_picture() -> None:
    made = whole(FilePaper("1 January", "Typed", foreign("Rent contract of Brno")))
    assert "Rent contract of Brno" in alternatives(made)


def test_scans_are_kept_as_they_came_and_do_not_grow() -> None:
    scan = scanned(4)
    assert len(whole(FilePaper("1 January", "Scan", scan))) < len(scan) + 120_000


def test_every_entry_has_its_link_and_the_journal_its_signed_state() -> None:
    entries = tuple(FileEntry(n, f"{n} March", f"applicant: act {n}", f"{n:064x}") for n in range(1, 90))
    its = replace(court_file_sample(), entries=entries)
    said = text_of(printing.court_file(its, "en"))
    assert all(f"applicant: act {n} {n:064x}" in said for n in range(1, 90))
    assert "nyxBq3fg0sNbHgpEx/gSkJ8sQat34NLDWx4KRMf4EpA=" in said


def test_contents_and_bookmarks_lead_to_the_papers() -> None:
    reader: Any = PdfReader(io.BytesIO(whole(FilePaper("1 January", "Photo", picture("PNG")))))
    marks = [mark for part in reader.outline for mark in (part if isinstance(part, list) else [part])]
    (photo,) = [mark for mark in marks if mark["/Title"] == "1. Photo"]
    assert reader.get_destination_page_number(photo) == 1
    assert any("/A" in note or "/Dest" in note for note in (n.get_object() for n in reader.pages[0]["/Annots"]))


def test_nothing_is_left_of_papers_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MEMORY", tmp_path)
    whole(FilePaper("1 January", "Photo", picture("PNG")))
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_gives_the_same_bytes() -> None:
    paper = FilePaper("1 January", "Scan", scanned())
    assert whole(paper) == whole(paper)


def test_an_arabic_file_has_its_words() -> None:
    needs_arabic()
    assert faults(whole(FilePaper("1 January", "Photo", picture("PNG")), language="ar")) == []
