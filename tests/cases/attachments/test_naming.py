"""Names are shown and proposed for saving, so they do no harm there; of the content they prove nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.attachments.content import kinds
from safeconduct.cases.attachments.naming import MOST_BYTES, safe_name, says_another


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("passport.pdf", "pdf", "passport.pdf"),
        ("Passport.PDF", "pdf", "Passport.pdf"),
        ("passport.pdf.jpg", "jpeg", "passport.jpg"),
        ("C:\\Users\\Amina\\pas port.pdf", "pdf", "pas port.pdf"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("invoice\u202efdp.exe", "pdf", "invoicefdp.exe.pdf"),
        ("جواز السفر.pdf", "pdf", "جواز السفر.pdf"),
        ("شناسنامه\u200cها.jpeg", "jpeg", "شناسنامه\u200cها.jpg"),
        ("con.pdf", "pdf", "_con.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "pdf", "a Set-Cookie_ b.pdf"),
        ("...", "png", "file.png"),
        ("\u200d.pdf", "pdf", "file.pdf"),
        ("", "docx", "file.docx"),
    ],
)
def test_names_become_harmless(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, kind) == safe


@given(st.text(), st.sampled_from(sorted(kinds().kinds)))
def test_whatever_a_file_is_called_its_name_is_harmless(name: str, kind: str) -> None:
    safe = safe_name(name, kind)
    stem, _, extension = safe.rpartition(".")
    assert extension == kinds().kinds[kind].extension
    assert stem
    assert stem[0] not in " ."
    assert len(safe.encode()) <= MOST_BYTES + 6
    assert not set(safe) & set('/\\<>:"|?*\0')
    assert {c for c in safe if unicodedata.category(c)[0] == "C"} <= {"\u200c", "\u200d"}
    assert safe_name(safe, kind) == safe
    assert not says_another(safe, kind)


@pytest.mark.parametrize(
    ("name", "kind", "another"),
    [("a.pdf", "jpeg", True), ("a.jpeg", "jpeg", False), ("a.JPG", "jpeg", False), ("a", "pdf", False),
     ("Mr. Nov", "pdf", False), ("v1.2 final", "pdf", False), (".pdf", "jpeg", False)],
)  # fmt: skip
def test_only_what_looks_like_an_ending_says_a_kind(name: str, kind: str, another: bool) -> None:
    assert says_another(name, kind) is another
