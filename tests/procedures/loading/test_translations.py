"""Translations hold the same keys as the text, and a name that is not translated stays itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import Unreadable
from safeconduct.procedures.translations import load_charter_translation, load_translation, needed_of
from tests.procedures.loading.broken import BASE, FOLDER

LIBRARY = Library(BASE, behind=Library.default())
SMALL = LIBRARY.load("test/small-permit")


@pytest.fixture
def english(tmp_path: Path) -> Path:
    """A whole translation of the small permit."""
    text = (FOLDER / "translation-language.yaml").read_text(encoding="utf-8").partition("\n")[2]
    path = tmp_path / "en.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_forms_ways_out_and_caps_are_translated(english: Path) -> None:
    translation = load_translation(english, SMALL)
    assert translation.name("steps", "grant") == "grant the permit"
    assert translation.form("identity", "consular statement") == "statement of your consulate"
    assert translation.or_else("identity") == "your own statement"
    assert translation.cap("permit fee") == "50 EUR"
    assert not translation.reviewed


def test_what_has_no_translation_stays_itself(english: Path) -> None:
    translation = load_translation(english, SMALL)
    assert translation.name("steps", "dance") == "dance"
    assert translation.name("songs", "dance") == "dance"


def test_a_reviewer_is_named_with_a_date(english: Path) -> None:
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace("machine-drafted", "reviewed by A. Lawyer on 2026-02-01"), encoding="utf-8")
    assert load_translation(english, SMALL).reviewed
    english.write_text(text.replace("machine-drafted", "reviewed by A. Lawyer on 2026-02-31"), encoding="utf-8")
    with pytest.raises(Unreadable, match="no state of a translation"):
        load_translation(english, SMALL)


@pytest.mark.parametrize("section", needed_of(SMALL))
def test_every_section_must_be_translated(english: Path, section: str) -> None:
    lines = english.read_text(encoding="utf-8").split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{section}:"))
    end = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith(" "))
    english.write_text("\n".join(lines[:start] + lines[end:]), encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        load_translation(english, SMALL)
    assert {m.code for m in refused.value.mistakes} == {"translation-key-missing"}
    assert len(refused.value.mistakes) == len(needed_of(SMALL)[section])


def test_forms_of_evidence_are_held_to_the_text(english: Path) -> None:
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace("passport: passport", "card: card"), encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        load_translation(english, SMALL)
    assert {m.code for m in refused.value.mistakes} == {"translation-key-missing", "translation-key-unknown"}


@pytest.mark.parametrize("language", ["en", "fr", "ar", "cs"])
def test_the_charter_is_translated(language: str) -> None:
    translation = Library.default().charter_translations()[language]
    charter = Library.default().charter()
    for section, keys in (("outcomes", charter.outcomes), ("purposes", charter.purposes)):
        assert all(translation.name(section, key).strip() for key in keys)
    if language in ("fr", "ar", "cs"):
        assert all(translation.name("outcomes", key) != key for key in charter.outcomes)


def test_a_charter_of_another_day_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text(
        "translates: charter@2020-01-01\nlanguage: en\nstatus: machine-drafted\ntitle: t\nsummary: s\n",
        encoding="utf-8",
    )
    with pytest.raises(Unreadable, match="this translates 'charter@2020-01-01'"):
        load_charter_translation(tmp_path / "en.yaml", Library.default().charter())
