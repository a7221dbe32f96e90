"""Production refuses whatever is not ready, and says what to do."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from safeconduct.cli import serve as serve_commands
from safeconduct.cli.output import Trouble
from tests.cli.running import run

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


def test_what_is_assumed_needs_a_signature() -> None:
    with (
        patch("safeconduct.procedures.web.publishing.unsigned", return_value=["eu/single-permit: decision"]),
        pytest.raises(Trouble) as refusal,
    ):
        serve_commands.check_signatures()
    assert "eu/single-permit: decision" in refusal.value.problem
    assert "named lawyer" in refusal.value.cure
