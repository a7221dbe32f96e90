"""Whoever owns the database file is found: by hand, with all hashes made anew, and with checkpoints removed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from safeconduct.journal.checkpoint import NotVerified, key_of
from safeconduct.journal.naming import Finding
from safeconduct.journal.receipt import from_file, verify
from safeconduct.journal.verify import contradiction
from safeconduct.journal.web.checking import FILE, Report, check, read_verified
from safeconduct.journal.web.rows import Rows
from tests.journal.web.filled import CASES, KEY, SEALED, SIZE, copied, fill, opened
from tests.journal.web.forging import FORGERIES, by_hand, with_all_hashes, without_checkpoints

pytestmark = pytest.mark.django_db
AT = {"first": 0, "middle": 29, "last": SIZE - 1}
CHANGE_PAYLOAD = (
    "UPDATE journal_payload SET sealed = sealed || x'00'"
    " WHERE place = (SELECT place FROM journal_entry WHERE position = ?)"
)
DROP_PAYLOAD = "DELETE FROM journal_payload WHERE place = (SELECT place FROM journal_entry WHERE position = ?)"
everywhere = pytest.mark.parametrize("at", AT.values(), ids=AT)
each = pytest.mark.parametrize("forgery", FORGERIES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journal") / "data"
    fill(folder)
    return folder


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    return copied(folder, tmp_path)


def checked(file: Path, kept: Sequence[str] = (), *, full: bool = True) -> Report:
    with opened(file) as database:
        return check(database, KEY, file.parent / FILE, full=full, kept=kept)


def sql(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        assert database.execute(statement, values).rowcount > 0


def what_a_receipt_shows(folder: Path, file: Path, position: int) -> Finding | None:
    receipt = from_file((folder / "receipts" / f"{position}.json").read_bytes())
    with opened(file) as database:
        return contradiction(receipt, Rows(database), verify(receipt, KEY).size)


def test_what_was_written_is_sound(file: Path) -> None:
    report = checked(file)
    assert report.findings == ()
    assert (report.first, report.size) == (0, SIZE)
    assert report.newest is not None
    assert report.newest.size == SIZE


@everywhere
@each
def test_what_is_forged_by_hand_is_named(file: Path, forgery: str, at: int) -> None:
    by_hand(file, forgery, at)
    findings = checked(file).findings
    assert findings, forgery
    near = any(abs(finding.position - at) <= CASES for finding in findings)
    # Of the last entry of a case all hashes are made anew at once: only the checkpoint tells since when.
    assert near or (findings[0].kind == "rewritten" and findings[0].position == SEALED[-2] <= at), findings


@everywhere
@each
def test_what_is_forged_with_all_hashes_is_found_by_what_was_signed(file: Path, forgery: str, at: int) -> None:
    with_all_hashes(file, forgery, at)
    findings = checked(file).findings
    assert {finding.kind for finding in findings} & {"rewritten", "rolled back", "back-dated", "changed"}, findings


@everywhere
@each
def test_without_checkpoints_only_one_kept_elsewhere_or_a_receipt_shows_it(
    folder: Path, file: Path, forgery: str, at: int
) -> None:
    with_all_hashes(file, forgery, at)
    without_checkpoints(file)
    sql(file, "DELETE FROM journal_payload")
    by_chain_alone = [f for f in checked(file).findings if "payload" not in f.what]
    assert not by_chain_alone or forgery == "back-dated"
    kept = (folder / f"checkpoint-{SIZE}").read_text(encoding="utf-8")
    shown = {f.kind for f in checked(file, [kept]).findings if "payload" not in f.what}
    assert shown & {"rewritten", "rolled back"} or shown == {"back-dated"}
    assert what_a_receipt_shows(folder, file, at) is not None


@everywhere
def test_a_changed_row_is_named_with_its_place(file: Path, at: int) -> None:
    """Each column of a row, changed by hand."""
    sql(
        file,
        "UPDATE journal_entry SET data = replace(data, 'applicant', 'officer..') WHERE position = ?",
        at,
    )
    assert Finding("changed", at, "its bytes do not give its link") in checked(file).findings
    sql(file, "UPDATE journal_entry SET link = zeroblob(32) WHERE position = ?", at)
    assert ("changed", at) in {(f.kind, f.position) for f in checked(file).findings}


@everywhere
def test_a_row_that_is_gone_is_named(file: Path, at: int) -> None:
    sql(file, "DELETE FROM journal_entry WHERE position = ?", at)
    assert ("dropped" if at < SIZE - 1 else "rolled back") in {f.kind for f in checked(file).findings}
    assert at in {f.position for f in checked(file).findings}


@everywhere
def test_a_changed_payload_is_named(file: Path, at: int) -> None:
    at = max(at, 1)  # cases with an even number have no payloads
    sql(file, CHANGE_PAYLOAD, at)
    assert checked(file).findings == (Finding("changed", at, "its payload is not the one that it is bound to"),)
    sql(file, DROP_PAYLOAD, at)
    assert checked(file).findings == (Finding("changed", at, "its payload is missing"),)


def test_a_payload_of_no_entry_is_named(file: Path) -> None:
    sql(file, "INSERT INTO journal_payload (place, key, sealed) VALUES (zeroblob(20), '', x'01')")
    assert [f.kind for f in checked(file).findings] == ["inserted"]


def test_a_forged_edge_and_a_forged_checkpoint_are_named(file: Path) -> None:
    sql(file, "UPDATE journal_edge SET roots = zeroblob(length(roots))")
    assert "the kept edge" in checked(file).findings[0].what
    sql(file, "UPDATE journal_checkpoint SET note = replace(note, '2026', '2025') WHERE size = 40")
    assert any("checkpoint of 40 entries" in f.what for f in checked(file).findings)


@pytest.mark.parametrize("size", SEALED[:-1])
def test_a_database_that_was_rolled_back_is_found(folder: Path, tmp_path: Path, size: int) -> None:
    """The older database is sound in itself; what was verified last, a kept checkpoint and a receipt show it."""
    checked(copied(folder, tmp_path))
    (tmp_path / "copy.sqlite3").unlink()
    old = copied(folder, tmp_path, f"at-{size}.sqlite3")
    assert [f.kind for f in checked(old, full=False).findings] == ["rolled back"]
    (tmp_path / FILE).unlink()
    assert checked(old).findings == ()
    kept = (folder / f"checkpoint-{SIZE}").read_text(encoding="utf-8")
    assert [f.kind for f in checked(old, [kept]).findings] == ["rolled back"]
    assert what_a_receipt_shows(folder, old, SIZE - 1) is not None


def test_verification_goes_on_where_it_ended(folder: Path, tmp_path: Path) -> None:
    old = copied(folder, tmp_path, "at-40.sqlite3")
    assert checked(old, full=False).first == 0
    old.unlink()
    file = copied(folder, tmp_path)
    report = checked(file, full=False)
    assert (report.first, report.size, report.findings) == (40, SIZE, ())
    assert checked(file, full=False).first == SIZE


@pytest.mark.parametrize("at", [40, 50, 59])
def test_verification_that_goes_on_finds_what_came_since(folder: Path, tmp_path: Path, at: int) -> None:
    old = copied(folder, tmp_path, "at-40.sqlite3")
    checked(old, full=False)
    old.unlink()
    file = copied(folder, tmp_path)
    with_all_hashes(file, "changed", at)
    assert checked(file, full=False).findings
    assert read_verified(tmp_path / FILE, KEY) is not None
    by_hand(file, "dropped", at)
    assert checked(file, full=False).findings


def test_what_was_verified_cannot_be_forged(file: Path) -> None:
    checked(file)
    kept = file.parent / FILE
    text = kept.read_text(encoding="utf-8")
    for forged in (text.replace('"roots":["', '"roots":["00'), text.replace("\\n60\\n", "\\n40\\n"), "{}"):
        kept.write_text(forged, encoding="utf-8")
        with pytest.raises(NotVerified):
            checked(file, full=False)


def test_another_key_signed_nothing_here(file: Path) -> None:
    with opened(file) as database:
        report = check(database, key_of("localhost/journal", bytes(32)))
    assert {f.kind for f in report.findings} == {"changed"}
    assert len(report.findings) == len(SEALED)
