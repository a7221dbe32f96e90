"""Acknowledgements: as file and as QR code, verified with the public key alone."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.journal.checkpoint import NotVerified, key_of
from safeconduct.journal.receipt import from_file, from_text, qr_svg, to_file, to_text, verify
from tests.journal.making import KEY, NAME, checkpoint_of, journal_of, receipt_of

JOURNAL = journal_of(21)
RECEIPT = receipt_of(JOURNAL, 13, 20)
FILE, TEXT = to_file(RECEIPT), to_text(RECEIPT)
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@pytest.mark.parametrize("size", [1, 2, 7, 20, 21])
def test_each_entry_is_acknowledged_in_each_form(size: int) -> None:
    for position in range(size):
        receipt = receipt_of(JOURNAL, position, size)
        assert verify(receipt, KEY) == checkpoint_of(JOURNAL, size)
        assert from_file(to_file(receipt)) == receipt
        assert from_text(to_text(receipt)) == receipt
        assert from_file(to_text(receipt).encode()) == receipt


def test_it_fits_a_qr_code_in_a_journal_of_many_entries() -> None:
    """A proof in a journal of a thousand million entries has thirty hashes; the densest letters are capitals."""
    text = to_text(RECEIPT._replace(proof=RECEIPT.proof + RECEIPT.proof[:1] * 25))
    assert set(text) <= set(CAPITALS + "01:")
    drawing = qr_svg(text)
    assert drawing.startswith("<svg")
    assert "style=" not in drawing


def test_the_qr_code_says_the_text() -> None:
    segno = pytest.importorskip("segno")
    out = io.StringIO()
    code = segno.make_qr(TEXT, error="m")
    code.save(out, kind="txt")
    assert code.mode == "alphanumeric"
    assert len(out.getvalue().splitlines()[0]) == code.symbol_size()[0]


def test_it_says_nothing_about_the_person_or_the_procedure() -> None:
    words = ("work", "applicant", "employee", "9d2e", "server", "portal")
    assert [word for word in words if word in FILE.decode() or word in TEXT.lower()] == []


def test_another_key_does_not_verify() -> None:
    with pytest.raises(NotVerified):
        verify(RECEIPT, key_of(NAME, bytes(32)))


@given(st.integers(0, len(FILE) - 1), st.integers(0, 6))
def test_a_flipped_bit_of_the_file_never_gives_another_acknowledgement(position: int, bit: int) -> None:
    data = bytearray(FILE)
    data[position] ^= 1 << bit
    try:
        read = from_file(bytes(data))
        verify(read, KEY)
    except NotVerified:
        return
    # Spaces and capitals of hexadecimal digits may differ in JSON; what it says may not.
    assert read == RECEIPT


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(CAPITALS))
def test_a_changed_letter_of_the_qr_code_does_not_verify(position: int, letter: str) -> None:
    changed = TEXT[:position] + letter + TEXT[position + 1 :]
    if changed != TEXT:
        with pytest.raises(NotVerified):
            verify(from_text(changed), KEY)


@pytest.mark.parametrize("cut", range(0, len(TEXT), 17))
def test_a_qr_code_that_was_cut_is_refused(cut: int) -> None:
    with pytest.raises(NotVerified):
        verify(from_text(TEXT[:cut]), KEY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        FILE.replace(b"receipt 1", b"receipt 2"),
        re.sub(rb'"position": 13|"index": 13', b'"index": -1', FILE),
        FILE.replace(RECEIPT.link.hex().encode(), b"ab"),
        b"AR1:\xff",
    ],
)
def test_what_is_no_acknowledgement_is_refused(data: bytes) -> None:
    with pytest.raises(NotVerified):
        verify(from_file(data), KEY)
