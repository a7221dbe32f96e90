"""The command line makes accounts, lists and shuts them, and helps whoever lost a second factor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its tables."""
    made = tmp_path_factory.mktemp("data") / "live"
    assert run(made, "migrate").returncode == 0
    return made


def accounts(folder: Path, *words: str, **settings: str) -> dict[str, object]:
    """Run a command of the group and read what it says."""
    done = run(folder, "accounts", *words, "--json", **settings)
    said: dict[str, object] = json.loads(done.stdout)
    return said | {"code": done.returncode}


def test_an_account_is_made_once_with_a_password_of_its_own(folder: Path) -> None:
    made = accounts(folder, "add", "desk@example.com", "--name", "Desk", "--language", "cs")
    assert (made["code"], made["email"]) == (0, "desk@example.com")
    assert len(str(made["password"])) >= 20
    again = accounts(folder, "add", "Desk@example.com")
    assert again["code"] == 1
    assert "already" in str(again["problem"])
    listed = accounts(folder, "list")["accounts"]
    assert listed == [{"email": "desk@example.com", "name": "Desk", "state": "open", "second_factor": False}]


def test_an_account_is_shut_and_opened(folder: Path) -> None:
    accounts(folder, "add", "gone@example.com", "--no-password")
    assert accounts(folder, "disable", "gone@example.com")["state"] == "shut"
    assert "shut" in str(accounts(folder, "list"))
    assert accounts(folder, "enable", "gone@example.com")["state"] == "open"
    assert accounts(folder, "reset-second-factor", "gone@example.com")["taken_off"] == 0
    assert len(str(accounts(folder, "key", "gone@example.com", "--name", "export")["key"])) >= 40


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "nobody"], "no e-mail address"),
        (["add", "x@example.com", "--language", "xx"], "no language"),
        (["disable", "lost@example.com"], "no account"),
        (["reset-second-factor", "lost@example.com"], "no account"),
    ],
)
def test_a_mistake_is_told_plainly(folder: Path, words: list[str], said: str) -> None:
    answer = accounts(folder, *words)
    assert answer["code"] == 1
    assert said in str(answer["problem"])
    assert answer["cure"]


@pytest.mark.parametrize("other", [{"SAFECONDUCT_TRAINING": "1"}, {"SAFECONDUCT_PURPOSE": "protection"}])
def test_data_of_another_instance_are_refused(folder: Path, other: dict[str, str]) -> None:
    for words in (["accounts", "list"], ["migrate"], ["serve"], ["demo", "--port", "1"]):
        done = run(folder, *words, **other)
        assert done.returncode == 1, words
        assert "live data for migration" in done.stderr


def test_training_data_are_refused_by_a_live_instance(tmp_path: Path) -> None:
    assert run(tmp_path / "t", "migrate", SAFECONDUCT_TRAINING="1").returncode == 0
    done = run(tmp_path / "t", "migrate")
    assert done.returncode == 1
    assert "training data for migration" in done.stderr
