"""The journal on the command line: what is sound, what was changed, and what an acknowledgement shows."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.journal.web.filled import KEY, ROOT, SIGNING, SIZE, fill
from tests.journal.web.forging import with_all_hashes, without_checkpoints

SECRETS = {"SAFECONDUCT_ROOT_SECRET": ROOT.hex(), "SAFECONDUCT_SIGNING_KEY": SIGNING.hex()}
DATABASE = "safeconduct.sqlite3"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journal") / "data"
    fill(folder)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled, tmp_path / "data")
    return tmp_path / "data"


def test_a_sound_journal_is_told_and_what_was_changed_by_hand_is_named(folder: Path) -> None:
    done = run(folder, "journal", "verify", **SECRETS)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Sound: {SIZE} entries are as they were written." in done.stdout
    assert (folder / "verified.json").exists()
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("UPDATE journal_entry SET data = replace(data, 'applicant', 'officer..') WHERE position = 7")
    done = run(folder, "journal", "verify", "--full", "--json", "--processes", "2", **SECRETS)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert not found["sound"]
    assert found["findings"][0] | {"what": ""} == {
        "kind": "changed", "index": 7, "entry": f" (entry 2 of case {1:032x})", "what": "",
    }  # fmt: skip


def test_a_checkpoint_or_an_acknowledgement_kept_elsewhere_shows_what_was_rewritten(folder: Path) -> None:
    with_all_hashes(folder / DATABASE, "changed", 12)
    without_checkpoints(folder / DATABASE)
    assert run(folder, "journal", "verify", **SECRETS).returncode == 0
    kept = str(folder / f"checkpoint-{SIZE}")
    done = run(folder, "journal", "verify", "--full", "--checkpoint", kept, "--key", str(KEY))
    assert done.returncode == 1
    assert "rewritten" in done.stdout
    receipt = ("receipt", "verify", str(folder / "receipts" / "12.json"), "--key", str(KEY))
    assert run(folder, *receipt).returncode == 0
    done = run(folder, *receipt, "--journal")
    assert done.returncode == 1
    assert "the journal contradicts it" in done.stderr


def test_key_and_checkpoint_are_printed(folder: Path) -> None:
    assert run(folder, "journal", "key", **SECRETS).stdout.strip() == str(KEY)
    note = run(folder, "journal", "checkpoint", **SECRETS).stdout
    assert note == (folder / f"checkpoint-{SIZE}").read_text(encoding="utf-8")


def test_without_a_journal_it_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    receipt = ("receipt", "verify", str(folder / "receipts" / "12.json"), "--key", str(KEY), "--journal")
    for words in (("journal", "verify"), receipt):
        done = run(tmp_path / "nowhere", *words, **SECRETS)
        assert done.returncode == 1
        assert "The database is not ready" in done.stderr
