"""An acknowledgement is verified offline, with the public key alone."""

from __future__ import annotations

import json
from pathlib import Path

from safeconduct.journal.receipt import to_file, to_text
from tests.cli.running import run
from tests.journal.making import KEY, journal_of, receipt_of

RECEIPT = receipt_of(journal_of(9), 4, 9)


def test_a_good_acknowledgement_is_told_so_as_file_and_as_text(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="ascii")
    (tmp_path / "receipt.json").write_bytes(to_file(RECEIPT))
    (tmp_path / "receipt.txt").write_text(to_text(RECEIPT), encoding="ascii")
    for name, key in (("receipt.json", str(KEY)), ("receipt.txt", str(tmp_path / "key"))):
        done = run(tmp_path, "receipt", "verify", str(tmp_path / name), "--key", key)
        assert done.returncode == 0, done.stderr
        assert "entry 4 of example.org/journal was there on 2027-01-11 at 09:00:09 UTC" in done.stdout


def test_a_changed_acknowledgement_is_refused_in_both_tongues(tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(to_file(RECEIPT._replace(position=5)))
    done = run(tmp_path, "receipt", "verify", str(file), "--key", str(KEY))
    assert (done.returncode, done.stdout) == (1, "")
    assert "was changed" in done.stderr
    done = run(tmp_path, "receipt", "verify", str(file), "--key", str(KEY), "--json")
    assert done.returncode == 1
    assert set(json.loads(done.stdout)) == {"problem", "cure"}


def test_a_missing_file_and_a_wrong_key_are_told(tmp_path: Path) -> None:
    missing = run(tmp_path, "receipt", "verify", str(tmp_path / "none"), "--key", str(KEY))
    wrong = run(tmp_path, "receipt", "verify", str(tmp_path / "none"), "--key", "a+b+c")
    assert (missing.returncode, wrong.returncode) == (1, 1)
    assert "cannot be read" in missing.stderr
    assert "no Ed25519 key" in wrong.stderr
