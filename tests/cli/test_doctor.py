"""The doctor finds what is wrong and says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run


def findings_of(folder: Path, **settings: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Return the exit code and the findings by name."""
    done = run(folder, "doctor", "--json", **settings)
    told = json.loads(done.stdout)
    assert told["healthy"] == (done.returncode == 0)
    return done.returncode, {finding["name"]: finding for finding in told["findings"]}


def test_before_the_first_start_nothing_is_wrong(tmp_path: Path) -> None:
    code, findings = findings_of(tmp_path / "data")
    assert code == 0
    assert findings["Python"]["state"] == "good"
    assert findings["translations"]["state"] == "good"
    assert findings["calendar of holidays"]["facts"].startswith("holidays ")
    assert findings["data folder"]["state"] == findings["database"]["state"] == "note"
    assert not (tmp_path / "data").exists()


def test_tables_of_another_version_are_found_and_cured(tmp_path: Path) -> None:
    code, findings = findings_of(tmp_path)
    assert (code, findings["database"]["state"]) == (1, "bad")
    assert "safeconduct migrate" in findings["database"]["cure"]
    run(tmp_path, "migrate")
    code, findings = findings_of(tmp_path)
    assert (code, findings["database"]["state"]) == (0, "good")
    assert findings["key of credentials"]["state"] == "good"


@pytest.mark.parametrize(
    ("address", "cure"),
    [("mysql://x", "only postgresql:// is understood"), ("postgresql://x@127.0.0.1:1/x", "does not answer")],
)
def test_a_database_out_of_reach_is_found(tmp_path: Path, address: str, cure: str) -> None:
    code, findings = findings_of(tmp_path, SAFECONDUCT_DATABASE_URL=address)
    assert code == 1
    assert cure in findings["database"]["cure"]


def test_a_folder_that_is_none_is_found() -> None:
    code, findings = findings_of(Path("/dev/null/data"))
    assert (code, findings["data folder"]["state"]) == (1, "bad")
    assert "SAFECONDUCT_DATA" in findings["data folder"]["cure"]


def test_people_are_told_in_sentences(tmp_path: Path) -> None:
    told = run(tmp_path / "data", "doctor").stdout
    assert " good   Python: 3." in told
    assert "→ safeconduct demo makes it." in told
