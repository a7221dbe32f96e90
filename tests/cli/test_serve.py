"""Production refuses whatever is not ready, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.procedures.library import Library
from tests.cli.running import run, serving

READY = {"SAFECONDUCT_SECRET_KEY": "k" * 50, "SAFECONDUCT_HOSTS": "127.0.0.1"}


@pytest.mark.parametrize(
    ("settings", "words", "problem", "cure"),
    [
        ({}, [], "no secret key", "SAFECONDUCT_SECRET_KEY"),
        ({"SAFECONDUCT_SECRET_KEY": "k" * 50}, [], "not said under which names", "SAFECONDUCT_HOSTS"),
        (READY, ["--workers", "2"], "one process only", "SAFECONDUCT_DATABASE_URL"),
        (READY, [], "database is not ready", "safeconduct migrate"),
        (READY | {"SAFECONDUCT_DATABASE_URL": "mysql://x"}, [], "settings cannot be read", "postgresql://"),
        (
            READY | {"SAFECONDUCT_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"},
            [],
            "database is not ready",
            "does not answer",
        ),
    ],
)
def test_it_refuses(tmp_path: Path, settings: dict[str, str], words: list[str], problem: str, cure: str) -> None:
    done = run(tmp_path, "serve", *words, **settings)
    assert done.returncode == 1
    assert problem in done.stderr
    assert cure in done.stderr
    assert "Traceback" not in done.stderr


def test_the_tables_are_made_once(tmp_path: Path) -> None:
    assert "the tables are up to date" in run(tmp_path, "migrate").stdout
    assert run(tmp_path, "migrate", "--json").stdout.split() == ["{", '"changes":', "0", "}"]


def test_what_is_assumed_needs_a_signature(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    done = run(tmp_path, "serve", **READY)
    assert done.returncode == 1
    assert "no lawyer has signed" in done.stderr
    assert "eu/single-permit@2026-05-22" in done.stderr
    assert "time limit decision (SPD 5(2))" in done.stderr
    assert str(tmp_path / "signatures.toml") in done.stderr


def test_signatures_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    (tmp_path / "signatures.toml").write_text("[[signature]]\nby = 3\n", encoding="utf-8")
    done = run(tmp_path, "serve", **READY)
    assert done.returncode == 1
    assert "is no list of signatures" in done.stderr
    assert "[[signature]]" in done.stderr


def test_a_signed_library_is_served_without_banner(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    (tmp_path / "signatures.toml").write_text(signed_library(), encoding="utf-8")
    with serving(tmp_path, "serve", **READY) as site:
        page = site.get("/en/about/").read().decode()
    assert "<h1>About these pages</h1>" in page
    assert "This is a demonstration" not in page


def signed_library() -> str:
    """Sign everything for the test, as nobody would."""
    library = Library.default()
    procedures = [library.load(entry.identity) for entry in library.newest()]
    return "\n".join(
        f'[[signature]]\nprocedure = "{p.identity}"\nhash = "{p.hash}"\nby = "Test, nowhere"\non = 2026-11-24\n'
        for p in procedures
    )
