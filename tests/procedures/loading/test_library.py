"""The library: versions, what is in force, what governs a case, translations, examples, search."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import Unreadable, load
from tests.procedures.loading.broken import BASE
from tests.procedures.loading.test_merging import HEAD, SOURCES

SMALL = (BASE / "small-permit.yaml").read_text(encoding="utf-8")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two versions: the second binds from July but governs applications from September."""
    write(tmp_path, "2026-01-01", SMALL)
    second = (
        SMALL.replace("version: 2026-01-01", "version: 2026-06-01")
        .replace("in force from: 2026-01-01", "in force from: 2026-07-01")
        .replace("on or after 2026-01-01", "on or after 2026-09-01")
        .replace("title: A small permit", "title: A smaller permit")
    )
    write(tmp_path, "2026-06-01", second)
    return Library(tmp_path, behind=Library.default())


def write(root: Path, version: str, text: str) -> Path:
    folder = root / "procedures" / "test" / "small-permit" / version
    folder.mkdir(parents=True)
    path = folder / "procedure.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_published_procedure_loads_with_its_translations() -> None:
    installed = Library.default()
    assert installed.procedures()
    for entry in installed.procedures():
        procedure = installed.load(entry.identity)
        assert procedure.identity == entry.identity
        assert {"en", "fr", "ar"} <= set(installed.translations(procedure)), entry.identity


def test_an_id_alone_is_its_newest_version(library: Library) -> None:
    assert library.load("test/small-permit").title == "A smaller permit"
    assert library.load("test/small-permit@2026-01-01").title == "A small permit"
    assert [entry.version.month for entry in library.versions("test/small-permit")] == [1, 6]


def test_the_text_in_force_and_the_text_that_governs_a_case_are_two_things(library: Library) -> None:
    august = date(2026, 8, 1)
    assert library.in_force("test/small-permit", august) == date(2026, 6, 1)
    assert library.governing("test/small-permit", august) == date(2026, 1, 1)
    assert library.governing("test/small-permit", date(2026, 9, 1)) == date(2026, 6, 1)


def test_no_version_is_said_plainly(library: Library) -> None:
    with pytest.raises(LookupError, match="No version of test/small-permit is in force on 2020-01-01"):
        library.in_force("test/small-permit", date(2020, 1, 1))
    with pytest.raises(LookupError, match="governs"):
        library.governing("test/small-permit", date(2020, 1, 1))


def test_the_installed_library_stands_behind_a_folder(library: Library) -> None:
    entry = Library.default().procedures()[0]
    assert library.load(entry.identity).identity == entry.identity


def test_what_was_read_is_kept_until_its_file_changes(library: Library) -> None:
    first = library.load("test/small-permit@2026-01-01")
    assert library.load("test/small-permit@2026-01-01") is first
    path = library.entry("test/small-permit@2026-01-01").path
    path.write_text(SMALL.replace("length: 90 days", "length: 80 days"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    again = library.load("test/small-permit@2026-01-01")
    assert again.limits["decision"].length.number == 80


def test_a_difference_is_read_again_when_its_base_changes(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(SMALL, encoding="utf-8")
    (tmp_path / "national.yaml").write_text(HEAD + SOURCES, encoding="utf-8")
    library = Library(tmp_path, behind=Library.default())
    before = library.load("test/national-permit")
    base.write_text(SMALL.replace("length: 90 days", "length: 80 days"), encoding="utf-8")
    os.utime(base, ns=(1, 1))
    after = library.load("test/national-permit")
    assert (before.limits["decision"].length.number, after.limits["decision"].length.number) == (90, 80)


def test_a_file_of_a_library_finds_its_base_there(library: Library) -> None:
    path = library.entry("test/small-permit@2026-01-01").path
    assert load(path).identity == "test/small-permit@2026-01-01"


def test_messages_name_files_without_the_way_to_the_library(library: Library) -> None:
    place = library.load("test/small-permit@2026-01-01").stages["examined"].place
    assert place.file == "test/small-permit/2026-01-01/procedure.yaml"


def test_an_unknown_version_names_those_that_exist(library: Library) -> None:
    with pytest.raises(Unreadable, match="There are: 2026-01-01, 2026-06-01"):
        library.load("test/small-permit@2025-01-01")


def test_examples_stand_beside_the_text(library: Library) -> None:
    assert library.examples("test/small-permit") == ()
    folder = library.entry("test/small-permit").path.parent / "examples"
    folder.mkdir()
    (folder / "one.yaml").write_text("title: one\n", encoding="utf-8")
    assert [path.name for path in library.examples("test/small-permit")] == ["one.yaml"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("single permit", "en"),
        ("SINGLE  Permit", "en"),
        ("permis unique", "fr"),
        ("تَصريح", "ar"),
        ("zamestnanecka", "cs"),
    ],
)
def test_search_finds_words_without_case_accents_or_vowel_signs(text: str, language: str) -> None:
    assert Library.default().search(text, language)


def test_search_puts_titles_first_and_wants_every_word() -> None:
    installed = Library.default()
    assert installed.search("family reunification")[0].id == "eu/family-reunification"
    assert installed.search("family zzz") == ()
    assert len(installed.search("")) == len(installed.newest())
