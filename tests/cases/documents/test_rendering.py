"""Documents: PDF/A that shows what was said as text, in every script a font is there for."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from safeconduct.cases.documents.rendering import (
    SAMPLES,
    TEMPLATES,
    NoLetters,
    TemplateFault,
    check_templates,
    render,
    words_in,
)

HOSTILE = '#import "x.typ": * #read("/etc/passwd") $ x^2 $ \\ [ ] { } *bold* _it_ <label> @ref // comment'


def text_of(pdf: bytes) -> str:
    """Everything that can be read out of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def decision(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - any value
    """A decision with some values changed."""
    return {**SAMPLES["decision"], **changed}


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_gives_pdf_a(template: str) -> None:
    made = render(template, SAMPLES[template])
    reader = PdfReader(io.BytesIO(made))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert ("<pdfaid:part>2</pdfaid:part>" in metadata, "<pdfaid:conformance>B" in metadata) == (True, True)
    assert reader.trailer["/Root"]["/OutputIntents"] is not None  # type: ignore[index]
    assert not reader.is_encrypted
    assert "/JavaScript" not in str(reader.trailer["/Root"])
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described)


def test_what_a_person_wrote_is_text_and_never_runs() -> None:
    shown = text_of(render("decision", decision(reasons=HOSTILE, operative=HOSTILE)))
    assert shown.replace("\n", " ").count("#import") == 2
    assert "root:" not in shown


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="ascii"), max_size=400))
def test_any_text_can_be_shown(text: str) -> None:
    render("letter", {**SAMPLES["letter"], "text": text})


def test_the_same_data_give_the_same_bytes() -> None:
    assert render("decision", decision()) == render("decision", decision())


@pytest.mark.parametrize(
    ("language", "text"),
    [("cs", "Žluťoučký kůň úpěl ďábelské ódy"), ("fr", "Où l’âme naïve œuvre"), ("ar", "قرار"), ("en", "Київ")],
)
def test_letters_of_many_scripts_can_be_read_out_again(language: str, text: str) -> None:
    if language == "ar" and not _has_arabic():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Install fonts: apt-get install -y fonts-noto-core")
    shown = text_of(render("decision", decision(language=language, title=text)))
    assert text in shown
    assert words_in(language)["reasons"] in shown or language == "ar"


def _has_arabic() -> bool:
    if not shutil.which("fc-list"):
        return Path("/usr/share/fonts/truetype/noto").is_dir()
    return bool(subprocess.run(["fc-list", ":lang=ar"], capture_output=True, check=False).stdout)


def test_letters_that_no_font_has_are_named() -> None:
    with pytest.raises(NoLetters, match="ᚠ"):
        render("letter", {**SAMPLES["letter"], "text": "ᚠᚢᚦ"})


def test_the_translation_stands_beside_and_says_what_binds() -> None:
    other = {
        **SAMPLES["decision"],
        "title": "Refus",
        "notice": words_in("fr")["binds"],
        "words": words_in("fr"),
        "language": "fr",
    }
    shown = text_of(render("decision", decision(language="cs", translation=other)))
    assert "Seul le texte dans la langue officielle fait foi" in shown.replace("\n", " ")


def test_an_office_changes_a_template(tmp_path: Path) -> None:
    (tmp_path / "letter.typ").write_text(
        '#import "common.typ": *\n#show: body => sheet(data.title, body)\nDear #data.addressee.at(0)', encoding="utf-8"
    )
    assert "Dear A. Sample" in text_of(render("letter", SAMPLES["letter"], tmp_path))
    assert check_templates(tmp_path) == []


@pytest.mark.parametrize("broken", ["#let x = ", "#data.nothing", '#read("/etc/passwd")'])
def test_a_broken_template_is_named_with_its_cause(tmp_path: Path, broken: str) -> None:
    (tmp_path / "letter.typ").write_text(f'#import "common.typ": *\n{broken}', encoding="utf-8")
    with pytest.raises(TemplateFault, match=r"letter\.typ cannot be set"):
        render("letter", SAMPLES["letter"], tmp_path)
    assert len(check_templates(tmp_path)) == 1


def test_broken_words_are_named(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("en: [1, 2]", encoding="utf-8")
    with pytest.raises(TemplateFault, match="words"):
        render("letter", SAMPLES["letter"], tmp_path)


def test_a_whole_file_shows_papers_with_running_folios() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    papers = [
        {"date": "1 January", "title": "Contract", "path": "a.pdf", "pages": 1},
        {"date": "2 January", "title": "Photo", "path": "b.png", "pages": 0},
        {"date": "3 January", "title": "Sound", "path": "", "pages": 0},
    ]
    contents = {"a.pdf": render("letter", SAMPLES["letter"]), "b.png": picture.getvalue()}
    made = render("index", {**SAMPLES["index"], "papers": papers}, papers=contents)
    reader = PdfReader(io.BytesIO(made))
    first = reader.pages[0].extract_text()
    assert [line for line in first.splitlines() if line.endswith(("2", "3", "4")) and "January" in line] == [
        "1 January Contract 2",
        "2 January Photo 3",
        "3 January Sound 4",
    ]
    assert [f"Folio {n}" in page.extract_text() for n, page in enumerate(reader.pages, 1)] == [True] * 4
