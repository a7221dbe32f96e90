"""Offices and posts on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import migrate, run


def test_an_office_is_made_and_somebody_appointed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    migrate(folder)
    made = run(folder, "offices", "add", "Ministry", "--party", "permit authority", "--procedure", "cz/employee-card")
    assert made.returncode == 0, made.stderr
    nobody = run(folder, "offices", "appoint", "a@example.com", "Ministry", "officer")
    assert nobody.returncode == 1
    assert "There is no account" in nobody.stderr
    added = run(folder, "accounts", "add", "a@example.com", "--name", "A. Officer")
    assert added.returncode == 0, added.stderr
    assert run(folder, "offices", "appoint", "a@example.com", "Ministry", "officer").returncode == 0
    listed = json.loads(run(folder, "offices", "list", "--json").stdout)
    assert listed["offices"][0]["posts"] == "  officer a@example.com"
    assert run(folder, "offices", "dismiss", "a@example.com", "Ministry", "officer").returncode == 0
    assert run(folder, "offices", "dismiss", "a@example.com", "Ministry", "officer").returncode == 1


def test_unknown_names_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    migrate(folder)
    wrong = run(folder, "offices", "add", "X", "--party", "king")
    assert wrong.returncode == 1
    assert "permit authority" in wrong.stderr
