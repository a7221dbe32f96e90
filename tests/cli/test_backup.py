"""A backup is one file, whole, without the key, and overwrites nothing."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with one account."""
    folder = tmp_path / "data"
    run(folder, "migrate")
    with closing(sqlite3.connect(folder / "safeconduct.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO shell_account (password, is_superuser, email, name, language, is_active, joined)"
            " VALUES ('!', 0, 'officer@example.org', 'Officer', 'en', 1, '2026-11-24')"
        )
    return folder


def accounts_in(folder: Path) -> list[str]:
    """Return the names of the accounts."""
    with closing(sqlite3.connect(folder / "safeconduct.sqlite3")) as database:
        return [name for (name,) in database.execute("SELECT name FROM shell_account")]


def test_what_was_backed_up_comes_back_in_a_new_folder(folder: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.sqlite3", tmp_path / "other"
    told = json.loads(run(folder, "backup", str(file), "--json").stdout)
    assert told == {"file": str(file), "bytes": file.stat().st_size, "keys": ""}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run(other, "restore", str(file)).returncode == 0
    assert accounts_in(other) == ["Officer"]
    assert (other / "secret.key").read_text() != (folder / "secret.key").read_text()


def test_a_backup_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite3"
    file.write_text("mine", encoding="ascii")
    done = run(folder, "backup", str(file))
    assert done.returncode == 1
    assert "overwrites nothing" in done.stderr
    assert file.read_text(encoding="ascii") == "mine"


def test_restoring_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    run(folder, "backup", str(tmp_path / "backup"))
    done = run(folder, "restore", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert "overwrites nothing" in done.stderr
    assert accounts_in(folder) == ["Officer"]


@pytest.mark.parametrize("damage", ["missing", "not a database", "cut short"])
def test_a_damaged_backup_is_refused_before_anything_is_made(folder: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup"
    if damage == "not a database":
        file.write_text("a letter" * 1000, encoding="ascii")
    if damage == "cut short":
        run(folder, "backup", str(file))
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
    done = run(tmp_path / "other", "restore", str(file))
    assert done.returncode == 1
    assert "is no whole backup" in done.stderr
    assert not (tmp_path / "other").exists()


def test_a_folder_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "backup", str(tmp_path / "nowhere" / "backup"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_postgresql_is_left_to_its_own_tools(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, command, "file", SAFECONDUCT_DATABASE_URL="postgresql://x@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "pg_dump" in done.stderr
