"""What a file is comes from its content; what pretends, runs, hides or explodes is refused with a cure."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NullObject

from safeconduct.cases.attachments import Refused, examine, kinds
from tests.cases.attachments import making
from tests.cases.attachments.making import action, docx, name, number, odt, pdf, picture, text, tiff

OWNER = "a word that only the author knows"
LINK = making.relations(("hyperlink", "https://a.example", "External"))
HONEST = {
    "pdf": (pdf(2), "pdf", 2),
    "jpeg": (picture("JPEG"), "jpeg", 1),
    "jpeg, progressive": (picture("JPEG", progressive=True), "jpeg", 1),
    "jpeg with a map of light behind it": (picture("JPEG") * 2, "jpeg", 1),
    "jpeg with notes of its maker": (picture("JPEG") + b"\0\0\x01\x0aImage_UTC_Data1700000000SEFH....SEFT", "jpeg", 1),
    "jpeg filled up with zeros": (picture("JPEG") + bytes(999), "jpeg", 1),
    "png": (picture("PNG"), "png", 1),
    "tiff": (tiff(3), "tiff", 3),
    "tiff of a fax": (tiff(2, compression="tiff_lzw"), "tiff", 2),
    "docx": (docx(), "docx", 0),
    "docx that leads to a page": (docx(**{"word___rels__document.xml.rels": LINK}), "docx", 0),
    "odt": (odt(), "odt", 0),
}  # fmt: skip


def of(data: bytes, name: str = "paper.pdf") -> str:
    """The kind of a file, or why it is refused."""
    try:
        return examine(io.BytesIO(data), name).kind
    except Refused as refused:
        assert refused.sentence("en")
        return refused.reason


@pytest.mark.parametrize(("data", "kind", "pages"), HONEST.values(), ids=HONEST)
def test_honest_files_are_taken(data: bytes, kind: str, pages: int) -> None:
    found = examine(io.BytesIO(data), f"paper.{kinds().kinds[kind].extension}")
    assert (found.kind, found.pages, found.notes) == (kind, pages, ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\0" + bytes(400), "program"),
        (b"\x7fELF\x02\x01\x01" + bytes(400), "program"),
        (b"#!/bin/sh\nrm -rf ~\n", "program"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "heic"),
        (b"\0\0\0\x18ftypmp42" + bytes(40), "film"),
        (b"ID3\x03\0\0\0\0\0\0", "sound"),
        (b"<!DOCTYPE html><html><body>", "page"),
        (b"GIF89a" + bytes(40), "picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(40), "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old office file"),
        (b"{\\rtf1\\ansi hello}", "old office file"),
        (b"Rar!\x1a\x07\x00" + bytes(40), "archive"),
        (b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(40), "archive"),
        (b"\x1f\x8b\x08\0\0\0\0\0" + bytes(40), "archive"),
        (b"just words", "unknown"),
    ],
)
def test_what_is_not_taken_is_called_by_what_it_is(data: bytes, reason: str) -> None:
    assert of(data, "passport.pdf") == reason


def test_a_picture_named_as_a_pdf_is_kept_as_what_it_is_and_this_is_told() -> None:
    found = examine(io.BytesIO(picture("JPEG")), "passport.pdf")
    assert (found.kind, found.name) == ("jpeg", "passport.jpg")
    assert [note.sentence("en") for note in found.notes] == [
        "Its name says “PDF”; what is in it is “photo (JPEG)”. It is kept as that."
    ]


# ---- two in one ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("honest", ["pdf", "jpeg", "png", "tiff"])
def test_a_zip_behind_a_file_is_seen(honest: str) -> None:
    assert of(HONEST[honest][0] + making.package({"a.exe": b"MZ"})) == "two in one"


@pytest.mark.parametrize("honest", ["pdf", "png", "docx", "odt"])
def test_anything_behind_a_file_is_seen(honest: str) -> None:
    assert of(HONEST[honest][0] + b"<script>") in ("two in one", "broken")


def test_a_pdf_inside_the_head_of_a_picture_is_seen() -> None:
    plain = picture("JPEG", comment=b"%PDF-1.7 trailer")
    assert of(plain) == "two in one"


def test_words_before_a_pdf_are_seen() -> None:
    assert of(b"<html>" + pdf()) == "two in one"


def test_a_program_before_a_letter_is_seen() -> None:
    assert of(b"MZ" + bytes(100) + docx()) == "program"


def test_a_film_behind_a_photo_is_named() -> None:
    assert of(picture("JPEG") + b"\0\0\0\x18ftypmp42" + bytes(100_000)) == "film in photo"


# ---- pictures --------------------------------------------------------------------------------------------------------


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_picture_that_unpacks_to_much_is_refused() -> None:
    assert of(png_of(20_000, 20_000)) == "too many pixels"
    assert of(png_of(10_000, 10_000)) == "png"
    large = bytearray(picture("JPEG"))
    at = large.index(b"\xff\xc0") + 5
    large[at : at + 4] = b"\xff\xff\xff\xff"
    assert of(bytes(large)) == "too many pixels"


def test_a_changed_picture_is_refused() -> None:
    changed = bytearray(picture("PNG"))
    changed[-20] ^= 1
    assert of(bytes(changed)) == "broken"


@pytest.mark.parametrize("honest", ["jpeg", "png", "pdf", "tiff", "docx", "odt"])
def test_a_file_cut_off_anywhere_is_refused(honest: str) -> None:
    data = HONEST[honest][0]
    lengths = [*range(1, min(len(data), 40)), *range(40, len(data) - 8, max(1, len(data) // 60))]
    assert {of(data[:length]) for length in lengths} <= {"broken", "unknown", "archive", "picture", "two in one"}


def test_a_scan_whose_pages_go_in_a_circle_is_refused() -> None:
    data = bytearray(tiff(1))
    first = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[first : first + 2])[0]
    data[first + 2 + 12 * count : first + 6 + 12 * count] = data[4:8]
    assert of(bytes(data)) == "broken"


def test_a_scan_may_have_so_many_pages() -> None:
    assert of(tiff(kinds().limits.pages.most)) == "tiff"
    assert of(tiff(kinds().limits.pages.most + 1)) == "too many pages"


# ---- pdf -------------------------------------------------------------------------------------------------------------

RUNS = {
    "javascript": (action("JavaScript", JS=text("app.alert(1)")), "script"),
    "javascript alone": (DictionaryObject({name("JS"): text("1")}), "script"),
    "launch": (action("Launch", F=text("cmd.exe")), "starts something"),
    "send a form": (action("SubmitForm", F=text("https://a.example")), "starts something"),
    "another file on this machine": (action("GoToR", F=text("//a/b")), "starts something"),
    "film": (DictionaryObject({name("Subtype"): name("RichMedia")}), "film inside"),
    "file": (DictionaryObject({name("EF"): DictionaryObject()}), "files inside"),
    "file as a note": (DictionaryObject({name("Subtype"): name("FileAttachment")}), "files inside"),
    "xfa": (DictionaryObject({name("XFA"): text("<xdp/>")}), "form with program"),
}


@pytest.mark.parametrize(("value", "reason"), RUNS.values(), ids=RUNS)
def test_what_runs_or_hides_in_a_pdf_is_found(value: DictionaryObject, reason: str) -> None:
    assert of(making.with_object(value)) == reason
    deep = DictionaryObject({name("Deep"): making.ArrayObject([NullObject(), value])})
    assert of(making.with_object(deep)) == reason


def test_a_link_to_a_page_is_no_harm() -> None:
    assert of(making.with_object(action("URI", URI=text("https://a.example")))) == "pdf"


def test_an_escaped_name_hides_nothing() -> None:
    data = making.with_object(action("JavaScript", XX=text("1")))
    assert b"/JavaScript" in data
    assert of(data.replace(b"/JavaScript", b"/J#61vaScript")) == "script"


def test_a_script_in_an_object_stream_is_found() -> None:
    data = packed_in_an_object_stream()
    assert b"/JavaScript" not in data
    assert of(data) == "script"


def packed_in_an_object_stream() -> bytes:
    """A PDF of version 1.5 whose catalogue stands packed in an object stream, as office programs write it."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert)>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    body, offsets = b"", []
    for each in objects:
        offsets.append(len(body))
        body += each + b" "
    head = b" ".join(b"%d %d" % (number, offset) for number, offset in enumerate(offsets, 1)) + b" "
    packed = zlib.compress(head + body)
    out = b"%PDF-1.5\n"
    at = len(out)
    out += b"4 0 obj<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(head), len(packed))
    out += packed + b"\nendstream endobj\n"
    table = len(out)
    rows = [(0, 0, 0), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, at, 0), (1, table, 0)]
    xref = b"".join(struct.pack(">BHB", *row) for row in rows)
    out += b"5 0 obj<</Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Length %d>>stream\n" % len(xref)
    return out + xref + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % table


def test_a_locked_pdf_is_refused_and_a_restricted_one_is_read() -> None:
    for user, expected in (("secret", "password"), ("", "pdf")):
        made = making.writer(1)
        made.encrypt(user, OWNER, algorithm="AES-256")
        assert of(making.written(made)) == expected
    found = examine(io.BytesIO(making.written(made)), "a.pdf")
    assert [note.kind for note in found.notes] == ["restricted"]


def test_a_script_in_a_restricted_pdf_is_found() -> None:
    made = PdfWriter(clone_from=io.BytesIO(making.with_object(action("JavaScript", JS=text("1")))))
    made.encrypt("", OWNER, algorithm="AES-256")
    assert of(making.written(made)) == "script"


def test_a_pdf_that_unpacks_to_much_is_refused() -> None:
    most = kinds().limits.unpacked.most // 1_000_000
    assert of(making.with_object(making.stream(making.bomb(most + 1), ["FlateDecode"]))) == "unpacks too large"
    assert of(making.with_object(making.stream(making.bomb(most // 2), ["FlateDecode"]))) == "pdf"
    assert of(making.with_object(making.stream(b"", ["FlateDecode", "FlateDecode"]))) == "unpacks too large"


def test_a_picture_in_a_pdf_has_its_limit() -> None:
    image = {"Subtype": name("Image"), "Width": number(60_000), "Height": number(60_000)}
    assert of(making.with_object(making.stream(b"", ["DCTDecode"], **image))) == "too many pixels"


def test_a_pdf_may_have_so_many_pages() -> None:
    assert of(pdf(kinds().limits.pages.most)) == "pdf"
    assert of(pdf(kinds().limits.pages.most + 1)) == "too many pages"


# ---- letters ---------------------------------------------------------------------------------------------------------


def test_letters_with_programs_or_files_are_refused() -> None:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert of(docx(types=macro)) == "macros"
    assert of(docx(**{"word__vbaProject.bin": b"x"})) == "macros"
    assert of(docx(**{"word__embeddings__oleObject1.bin": b"x"})) == "files inside"
    assert of(docx(**{"word__setup.exe": b"MZ"})) == "files inside"
    assert of(docx(**{"word__media__image1.png": picture("PNG")})) == "docx"
    outside = making.relations(("attachedTemplate", "https://a.example/t.dotm", "External"))
    assert of(docx(**{"word___rels__settings.xml.rels": outside})) == "outside"
    assert of(odt(**{"Basic__Standard__Module1.xml": "x"})) == "macros"
    ole = '<m:file-entry m:full-path="Object 1" m:media-type="application/vnd.sun.star.oleobject"/>'
    assert of(odt(manifest=ole)) == "files inside"
    assert of(odt(manifest="<m:file-entry><m:encryption-data/></m:file-entry>")) == "password"


def test_tables_and_plain_archives_are_not_letters() -> None:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert of(docx(types=sheet)) == "sheet"
    assert of(odt(mimetype="application/vnd.oasis.opendocument.spreadsheet")) == "sheet"
    assert of(making.package({"passport.pdf": pdf()})) == "archive"


def test_packages_that_unpack_to_much_lead_out_or_come_twice_are_refused() -> None:
    half = bytes(kinds().limits.unpacked.most // 2 + 1)
    assert of(docx(**{"word__a.xml": half, "word__b.xml": half})) == "unpacks too large"
    assert of(docx(**{"..__..__etc__passwd": b"x"})) == "broken"
    assert of(docx(**{"WORD__DOCUMENT.XML": b"x"})) == "broken"
    assert of(docx(**{f"word__{at}.xml": b"" for at in range(kinds().limits.parts.most)})) == "too many parts"


def test_entities_are_not_unfolded() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;">]><Relationships>&c;</Relationships>'
    assert of(docx(**{"word___rels__a.rels": laughs})) == "broken"


def test_parts_that_lie_on_one_another_are_refused() -> None:
    """Many entries of the directory that unpack the same bytes make a little file endlessly large."""
    data = bytearray(docx(**{"word__media__a.png": b"a" * 1000, "word__media__b.png": b"a" * 1000}))
    first, second = (data.index(f"word/media/{each}.png".encode(), data.index(b"PK\x01\x02")) for each in "ab")
    data[second - 4 : second] = data[first - 4 : first]
    assert of(bytes(data)) == "two in one"


# ---- whatever comes --------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(data: st.DataObject) -> None:
    honest = bytearray(data.draw(st.sampled_from([entry[0] for entry in HONEST.values()])))
    for _ in range(data.draw(st.integers(1, 6))):
        honest[data.draw(st.integers(0, len(honest) - 1))] = data.draw(st.integers(0, 255))
    assert of(bytes(honest)) in {*kinds().kinds, *reasons()}


def reasons() -> set[str]:
    """Every reason that the library has a sentence for."""
    from safeconduct.cases.attachments import texts

    return set(texts("en").refusals)


def test_no_sentence_of_the_library_is_without_a_use() -> None:
    code = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("src/safeconduct/cases/attachments", "src/safeconduct/cases/web/attachments")
        for file in (Path(__file__).parents[3] / folder).glob("*.py")
    )
    others = {other.is_ for other in kinds().others}
    assert {reason for reason in reasons() if f'"{reason}"' not in code} <= others
