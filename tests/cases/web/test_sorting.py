"""Post that was scanned in one go: cut at its sheets, a case proposed, nothing entered by itself and nothing lost."""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader, PdfWriter

from safeconduct.cases import verbs
from safeconduct.cases.attachments.separators import NEXT, Piece, Remark, Seen, cut, sheet_text
from safeconduct.cases.documents import printing
from safeconduct.cases.documents.codes import codes
from safeconduct.cases.documents.model import Separator
from safeconduct.cases.documents.pictures import NotShown
from safeconduct.cases.web import store
from safeconduct.cases.web.models import Post
from safeconduct.journal import receipt as receipts
from tests.access.world_cases import account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import role
from tests.cases.attachments.making import pdf
from tests.cases.documents.conformance import faults
from tests.cases.web.walking import day, on, send, text_of

CASE = "3NQ54-LVDGF"
LETTER = Seen()
SCAN = "/en/office/scan/"
NOW = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
PAGE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("made.pdf")'


def mark(what: str) -> str:
    """The mark of an invented instance."""
    return f"{len(what):016X}"


def sheet(what: str) -> Seen:
    """A page that is a sheet."""
    return Seen((sheet_text(what, mark(what)),))


def test_every_page_is_a_sheet_or_in_one_piece_and_what_is_odd_is_said() -> None:
    foreign = Seen((sheet_text(CASE, "0" * 16),))
    pages = [LETTER, sheet(CASE), LETTER, LETTER, sheet(NEXT), sheet(CASE), foreign, Seen(unread=True), sheet(NEXT)]
    its = cut(pages, mark)
    assert its.pieces == (Piece(1, 1), Piece(3, 4, CASE), Piece(7, 8, CASE))
    assert its.sheets == (2, 5, 6, 9)
    assert its.remarks == (
        Remark(5, "two sheets"),
        Remark(7, "not ours"),
        Remark(8, "unread"),
        Remark(9, "nothing follows"),
    )


@pytest.mark.parametrize("turned", [0, 3, 90, 178, 357])
def test_the_code_of_a_sheet_is_read_however_it_went_through_the_scanner(tmp_path: Path, turned: float) -> None:
    """A grey scan of 150 dots an inch, squeezed as scanners do; the code at the top is torn off."""
    text = sheet_text(CASE, mark(CASE))
    made = printing.separators(Separator(1, NOW, receipts.qr_svg(text), CASE), "ar")
    (tmp_path / "made.pdf").write_bytes(made)
    drawn = typst.Compiler(root=tmp_path).compile({"main.typ": PAGE}, format="png", ppi=150)  # type: ignore[type-var]
    with Image.open(io.BytesIO(drawn)) as image:  # type: ignore[arg-type]
        grey = image.convert("L")
    grey.paste(255, (0, 0, grey.width, grey.height // 3))
    scanned, file = grey.rotate(turned, fillcolor=230, expand=True), io.BytesIO()
    scanned.save(file, "PDF", resolution=150, quality=40)
    assert codes(file.getvalue(), "scan", tmp_path) == (Seen((text,)),)


def test_a_page_that_cannot_be_drawn_ends_the_reading(tmp_path: Path) -> None:
    with pytest.raises(NotShown, match="shown-broken"):
        codes(b"%PDF-1.7 broken", "scan", tmp_path)


@pytest.mark.django_db(databases=["default", "keys"])
def test_only_officials_print_sheets_and_only_the_office_that_has_a_case_prints_its_own() -> None:
    made, (registry,) = office("north", "permit authority", Post.Role.REGISTRY)
    _, (other,) = office("south", "permit authority", Post.Role.OFFICER)
    amina = role("amina", account("amina"))
    case = a_case(made, person("Amina", amina.who.account), person("Firm", None))
    own, any_ = f"/en/cases/{case.number}/sheet.pdf", "/en/office/sheets.pdf"
    assert [registry.client.get(one).status_code for one in (own, any_, SCAN)] == [200, 200, 200]
    assert [other.client.get(one).status_code for one in (own, any_)] == [404, 200]
    assert [amina.client.get(one).status_code for one in (own, any_, SCAN)] == [404, 403, 403]


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_a_scan_is_cut_at_its_sheets_and_entered_by_a_person(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    on(monkeypatch, date(2027, 1, 15))
    made, (registry,) = office("north", "permit authority", Post.Role.REGISTRY)
    case = a_case(made, person("Amina", None), person("Firm", None))
    own = registry.client.get(f"/en/cases/{case.number}/sheet.pdf").content
    following = registry.client.get("/en/office/sheets.pdf").content
    assert faults(own) == faults(following) == []
    batch = PdfWriter()
    for part, pages in ((own, 1), (pdf(2), 2), (following, 1), (pdf(1), 1)):
        for page in PdfReader(io.BytesIO(part)).pages[:pages]:
            batch.add_page(page)
    scan = io.BytesIO()
    batch.write(scan)
    upload = SimpleUploadedFile("post.pdf", scan.getvalue(), "application/pdf")
    page = text_of(send(registry.client, SCAN, batch=upload))
    assert "Pages 2 to 3" in page
    assert "Page 5" in page[page.index("Without a case") :]
    kept = re.search(r'name="found" value="([^"]*)"', page)
    assert kept is not None
    asked = text_of(send(registry.client, f"/en/cases/{case.number}/post/", found=html.unescape(kept[1])))
    hidden = {n: html.unescape(v) for n, v in re.findall(r'name="(kept|seen)" value="([^"]*)"', asked)}
    typed = {"paper0-sender": "worker", "paper0-evidence": "", **day("paper0-on", date(2027, 1, 14))}
    assert send(registry.client, f"/en/cases/{case.number}/post/", **hidden, **typed).status_code == 302
    store.SHELF.clear()
    (line,) = [li for li in store.file_of(case.pk.bytes).lines if li.verb == verbs.ADDS_PAPERS]
    assert line.words.papers[0].pages == 2
