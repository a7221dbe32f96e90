"""Backups are whole, data and keys apart, overwrite nothing, and bring back nobody who was erased."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import environment_of, migrate, run
from tests.journal.web.filled import ROOT, SIGNING, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with one account."""
    folder = tmp_path / "data"
    migrate(folder)
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
    archive = f"{file}.files.tar"
    assert told == {"file": str(file), "bytes": file.stat().st_size, "archive": archive, "files": 0, "keys": ""}
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


# ---- data and keys ---------------------------------------------------------------------------------------------------

SECRETS = {"SAFECONDUCT_ROOT_SECRET": ROOT.hex(), "SAFECONDUCT_SIGNING_KEY": SIGNING.hex()}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a journal, its backup apart, and an erasure since."""
    base = tmp_path_factory.mktemp("filled")
    fill(base / "data")
    (base / "elsewhere").mkdir()
    done = run(base / "data", "backup", str(base / "old"), "--keys", str(base / "elsewhere" / "old-keys"))
    assert done.returncode == 0, done.stderr
    erase(base / "data")
    assert run(base / "data", "backup", str(base / "new")).returncode == 0
    listed = run(base / "data", "journal", "destroyed", **SECRETS).stdout
    (base / "destroyed").write_text(listed, encoding="ascii")
    return base


def keys_in(folder: Path) -> dict[str, bool]:
    """Say of each key whether it is there."""
    with closing(sqlite3.connect(folder / "keys.sqlite3")) as database:
        return dict(database.execute("SELECT number, length(wrapped) > 0 FROM journal_key").fetchall())


def erase(folder: Path) -> None:
    """Destroy the key of the person of case 1, in a process of its own."""
    script = (
        "from safeconduct.cli import data; data.start_django()\n"
        "from safeconduct.journal.web import keys; from safeconduct.shell.clock import system\n"
        "keys.destroy(keys.keys_for('work', ['person 1'])['person 1'], system)"
    )
    subprocess.run([sys.executable, "-c", script], env=environment_of(folder, **SECRETS), check=True)


def test_data_and_keys_come_back_from_their_two_places(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "data"
    done = run(target, "restore", str(filled / "old"), "--keys", str(filled / "elsewhere" / "old-keys"), **SECRETS)
    assert done.returncode == 0, done.stderr
    assert all(keys_in(target).values())
    assert run(target, "journal", "verify", **SECRETS).returncode == 0


@pytest.mark.parametrize("said_by", ["the journal", "a list"])
def test_an_older_backup_of_keys_does_not_bring_back_who_was_erased(filled: Path, tmp_path: Path, said_by: str) -> None:
    target, keys = tmp_path / "data", str(filled / "elsewhere" / "old-keys")
    words = [str(filled / "new")] if said_by == "the journal" else [str(filled / "old"), "--destroyed",
                                                                      str(filled / "destroyed")]  # fmt: skip
    done = run(target, "restore", *words, "--keys", keys, **SECRETS)
    assert done.returncode == 0, done.stderr
    assert "1 keys destroyed again" in done.stdout
    (number,) = (filled / "destroyed").read_text(encoding="ascii").split()
    assert not keys_in(target)[number]
    assert sum(keys_in(target).values()) == len(keys_in(target)) - 1


def test_data_and_keys_are_not_put_into_one_folder(filled: Path, tmp_path: Path) -> None:
    done = run(filled / "data", "backup", str(tmp_path / "data.sqlite3"), "--keys", str(tmp_path / "keys.sqlite3"))
    assert done.returncode == 1
    assert "one folder" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SAFECONDUCT_ROOT_SECRET", "SAFECONDUCT_SIGNING_KEY"])
@pytest.mark.parametrize("secret", ["", "00" * 32])
def test_nothing_is_restored_without_the_secrets_that_fit(filled: Path, tmp_path: Path, name: str, secret: str) -> None:
    target = tmp_path / "data"
    keys = str(filled / "elsewhere" / "old-keys")
    done = run(target, "restore", str(filled / "old"), "--keys", keys, **SECRETS | {name: secret})
    assert done.returncode == 1
    assert "Put " in done.stderr
    assert not (target / "safeconduct.sqlite3").exists()


# ---- papers and templates --------------------------------------------------------------------------------------------


@pytest.fixture
def with_papers(folder: Path, tmp_path: Path) -> Path:
    """Return a backup of a folder with a sealed paper, a template, and something that is still being written."""
    for name, content in (
        ("attachments/3f/3f00", b"sealed"),
        ("attachments/new/3f00", b"case"),
        ("attachments/incoming/half", b"hal"),
        ("attachments/lock", b""),
        ("climate/khulna.json", b"{}"),
        ("templates/decision.typ", "Žádost".encode()),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    file = tmp_path / "backup.sqlite3"
    told = json.loads(run(folder, "backup", str(file), "--json").stdout)
    assert told["files"] == 4
    return file


def papers_in(folder: Path) -> dict[str, bytes]:
    """Return the files of papers, templates and studies."""
    found = [
        path
        for name in ("attachments", "climate", "templates")
        for path in (folder / name).rglob("*")
        if path.is_file()
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_papers_and_templates_come_back(with_papers: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert stat.S_IMODE(Path(f"{with_papers}.files.tar").stat().st_mode) == 0o600
    done = run(other, "restore", str(with_papers))
    assert done.returncode == 0, done.stderr
    assert "4 papers, templates and studies" in done.stdout
    assert papers_in(other) == {
        "attachments/3f/3f00": b"sealed",
        "attachments/new/3f00": b"case",
        "climate/khulna.json": b"{}",
        "templates/decision.typ": "Žádost".encode(),
    }
    assert stat.S_IMODE((other / "attachments/3f/3f00").stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["missing", "cut short", "not an archive", "leads elsewhere"])
def test_a_damaged_archive_is_refused_before_anything_is_made(with_papers: Path, tmp_path: Path, damage: str) -> None:
    archive, other = Path(f"{with_papers}.files.tar"), tmp_path / "other"
    whole = archive.read_bytes()
    if damage == "missing":
        archive.unlink()
    if damage == "cut short":
        archive.write_bytes(whole[:1536])
    if damage == "not an archive":
        archive.write_bytes(b"a letter" * 1000)
    if damage == "leads elsewhere":
        with tarfile.open(archive, "w") as made:
            made.addfile(tarfile.TarInfo("../secret.key"))
    done = run(other, "restore", str(with_papers))
    assert done.returncode == 1
    assert archive.name in done.stderr
    assert not other.exists()


def test_data_alone_come_back_where_that_is_said(with_papers: Path, tmp_path: Path) -> None:
    Path(f"{with_papers}.files.tar").unlink()
    assert run(tmp_path / "other", "restore", str(with_papers), "--without-papers").returncode == 0
    assert accounts_in(tmp_path / "other") == ["Officer"]


def test_papers_that_are_there_are_not_overwritten(with_papers: Path, tmp_path: Path) -> None:
    mine = tmp_path / "other" / "templates" / "decision.typ"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    done = run(tmp_path / "other", "restore", str(with_papers))
    assert done.returncode == 1
    assert "overwrites nothing" in done.stderr
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "other" / "safeconduct.sqlite3").exists()
