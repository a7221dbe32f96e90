"""An office lays its own templates and words over ours; what is wrong with them is named with its place and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.cases.documents import printing
from safeconduct.cases.documents.checking import check_templates
from safeconduct.cases.documents.sources import LIBRARY, TemplateFault, languages, words
from tests.cases.documents.making import decision, letter, needs_arabic, text_of

OWN_LETTER = """#import "common.typ": *
#show: body => sheet("Own", author: doc.office.name, body)
= Own letter
Dear #doc.addressee.first()
"""


def test_an_office_changes_one_template_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "letter.typ").write_text(OWN_LETTER, encoding="utf-8")
    assert "Dear A. Sample" in text_of(printing.letter(letter(), "en", folder=tmp_path))
    assert printing.decision(decision(), "en", folder=tmp_path) == printing.decision(decision(), "en")
    needs_arabic()
    assert check_templates(tmp_path) == []


def test_an_office_adds_files_that_its_templates_use(tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', encoding="utf-8")
    (tmp_path / "head.typ").write_text('#let head = [Own head #image("mark.svg", alt: "mark", width: 1cm)]')
    own = OWN_LETTER.replace("= Own letter", "= Own letter\n#head").replace("*\n", '*\n#import "head.typ": head\n')
    (tmp_path / "letter.typ").write_text(own, encoding="utf-8")
    assert "Own head" in text_of(printing.letter(letter(), "en", folder=tmp_path))


def test_an_office_changes_some_words(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("grounds: Legal grounds\n", encoding="utf-8")
    assert "Legal grounds" in text_of(printing.decision(decision(), "en", folder=tmp_path))
    assert words("en", tmp_path)["reasons"] == "Reasons"


def test_an_office_adds_a_language(tmp_path: Path) -> None:
    ours = (LIBRARY / "en.yaml").read_text(encoding="utf-8")
    (tmp_path / "de.yaml").write_text(ours.replace("reasons: Reasons", "reasons: Begründung"), encoding="utf-8")
    assert "de" in languages(tmp_path)
    assert "Begründung" in text_of(printing.decision(decision("de"), "de", folder=tmp_path))


@pytest.mark.parametrize(
    ("name", "content", "line", "cause"),
    [
        ("letter.typ", '#import "common.typ": *\n\n#let x = (1', 3, "Unclosed delimiter"),
        ("letter.typ", '#import "common.typ": *\n#doc.nothing', 2, "does not contain key"),
        ("letter.typ", '\n#read("/etc/passwd")', 2, "File not found"),
        ("letter.typ", '#read("../../../../../../etc/passwd")', 1, "escape the project root"),
        ("letter.typ", '#import "@preview/cetz:0.3.0"', 1, "loads a package"),
        ("letter.typ", OWN_LETTER + '#image("none.png")', 5, "File not found"),
        ("letter.typ", OWN_LETTER + "#while true {}", 5, "Condition is always true"),
        ("letter.typ", OWN_LETTER + "#facts(1)", 5, "."),
        ("letter.typ", "Only text", 1, "title"),
        ("en.yaml", "page: Page\ngruonds: Grounds\n", 2, "No sheet uses the words 'gruonds'"),
        ("en.yaml", "page: 'Page\n", 1, "The file is no YAML"),
        ("en.yaml", "- page\n", 1, "no list of 'name: words'"),
        ("en.yaml", "page: 7\n", 1, "no list of 'name: words'"),
        ("de.yaml", "page: Seite\n", 1, "Words are missing"),
    ],
)
def test_a_fault_is_named_with_file_line_cause_and_cure(
    tmp_path: Path, name: str, content: str, line: int, cause: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = [fault for fault in check_templates(tmp_path) if fault.file == str(tmp_path / name)]
    assert found, check_templates(tmp_path)
    assert found[0].line >= line if cause == "The file is no YAML" else found[0].line == line
    assert cause in found[0].cause
    assert found[0].cure
    assert str(found[0]).startswith(f"{tmp_path / name}, line ")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.typ").write_bytes(b"\xff\xfe")
    (fault,) = check_templates(tmp_path)
    assert (fault.file, fault.cause) == (str(tmp_path / "letter.typ"), "The file is not text in UTF-8.")


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(TemplateFault, match="Words are missing"):
        printing.letter(letter(), "xx")


def test_a_folder_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert printing.letter(letter(), "en", folder=tmp_path / "none") == printing.letter(letter(), "en")
