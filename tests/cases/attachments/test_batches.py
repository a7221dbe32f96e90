"""Post that was scanned in one go becomes papers of their own, and none of its pages is lost."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from safeconduct.cases.attachments import Refused, examine
from safeconduct.cases.attachments.batches import first_pages, split
from tests.cases.attachments.making import picture, written


def batch(pages: int, owner: str = "") -> bytes:
    """A PDF of which each page has a width of its own."""
    made = PdfWriter()
    for at in range(pages):
        made.add_blank_page(100 + at, 50)
    if owner:
        made.encrypt("", owner, algorithm="AES-256")
    return written(made)


def widths(data: bytes) -> list[int]:
    return [int(page.mediabox.width) - 100 for page in PdfReader(io.BytesIO(data)).pages]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12).flatmap(lambda pages: st.tuples(st.just(pages), st.lists(st.integers(1, pages)))))
def test_every_page_is_in_one_paper_and_in_its_order(given: tuple[int, list[int]]) -> None:
    pages, firsts = given
    papers = list(split(batch(pages), ", ".join(map(str, firsts))))
    assert [at for paper in papers for at in widths(paper)] == list(range(pages))
    assert [widths(paper)[0] + 1 for paper in papers] == sorted({1, *firsts})
    assert all(examine(io.BytesIO(paper), "a.pdf").kind == "pdf" for paper in papers)


def test_the_same_batch_is_cut_into_the_same_papers() -> None:
    assert list(split(batch(5), "3")) == list(split(batch(5), "1;3"))


def test_a_restricted_batch_is_cut_too() -> None:
    assert [widths(paper) for paper in split(batch(3, owner="of the scanner"), "2")] == [[0], [1, 2]]


@pytest.mark.parametrize("words", ["0", "6", "one", "1-3", "2.5", "-1", "٣", "9" * 5_000, "0000001"])
def test_what_is_no_page_is_said(words: str) -> None:
    with pytest.raises(Refused, match="from 1 to 5, for example"):
        first_pages(words, 5)


@pytest.mark.parametrize(("words", "pages"), [("", (1,)), ("1, 4 , 2", (1, 2, 4)), ("4;4\n5", (1, 4, 5))])
def test_pages_are_read_as_people_write_them(words: str, pages: tuple[int, ...]) -> None:
    assert first_pages(words, 5) == pages


def test_only_what_is_taken_is_cut() -> None:
    with pytest.raises(Refused) as raised:
        split(picture("JPEG"), "1")
    assert raised.value.reason == "not one batch"
    with pytest.raises(Refused) as raised:
        split(batch(2) + b"PK", "1")
    assert raised.value.reason == "two in one"
