"""`safeconduct procedures`: what it prints, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from safeconduct.cli.procedures import app

KEYS = {"promise", "name", "status", "summary", "bound_days", "by_party", "assumptions", "findings", "story"}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def answer(*words: str) -> dict[str, Any]:
    return dict(json.loads(run(*words, "--json").stdout))


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A small procedure that keeps every promise, as `new` writes it."""
    file = tmp_path / "permit.yaml"
    assert run("new", str(file)).exit_code == 0
    return file


def changed(file: Path, old: str, new: str) -> str:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return str(file)


def test_a_new_procedure_is_proven_and_exits_with_0(whole: Path) -> None:
    result = run("check", str(whole))
    assert result.exit_code == 0, result.stdout
    assert "proven" in result.stdout


def test_a_new_procedure_never_overwrites_a_file(whole: Path) -> None:
    before = whole.read_text(encoding="utf-8")
    assert run("new", str(whole)).exit_code == 1
    assert whole.read_text(encoding="utf-8") == before


def test_a_broken_promise_exits_with_1_and_tells_its_number_and_line(whole: Path) -> None:
    file = changed(whole, "reasons: written, ", "")
    result = run("check", file)
    assert result.exit_code == 1
    promises = {p["promise"]: p for p in answer("check", file)["procedures"][0]["promises"]}
    assert [n for n, p in promises.items() if p["status"] == "violated"] == [3]
    assert promises[3]["findings"][0]["place"]["line"] == 32


def test_what_cannot_be_read_exits_with_2_and_says_where_and_what_to_do(whole: Path) -> None:
    file = changed(whole, "against: [refuse]", "against: [refuze]")
    result = run("check", file)
    assert result.exit_code == 2
    assert "permit.yaml:61" in result.stdout
    assert "Did you mean 'refuse'?" in result.stdout


def test_a_finding_alone_exits_with_3(whole: Path) -> None:
    file = changed(whole, "{tacit approval: permit held}", "only late")
    assert run("check", file).exit_code == 3
    report = answer("check", file)["procedures"][0]
    assert report["enforced"]["days"] is None
    assert report["promises"][0]["status"] == "finding"


def test_json_has_the_published_keys_for_every_promise(whole: Path) -> None:
    report = answer("check", str(whole), "--start", "2027-01-13")["procedures"][0]
    assert [p["promise"] for p in report["promises"]] == list(range(1, 13))
    assert all(set(p) == KEYS for p in report["promises"])
    assert {"id", "version", "hash", "promises"} <= set(report)
    assert report["promises"][0]["bound_days"] == 90
    assert report["promises"][0]["by_party"] == {"authority": 90}
    assert report["lawful"]["story"][-1]["date"] == "2027-04-13"


def test_same_input_gives_same_bytes(whole: Path) -> None:
    assert run("check", str(whole), "--json").stdout == run("check", str(whole), "--json").stdout


def test_show_and_draw_tell_the_stages(whole: Path, tmp_path: Path) -> None:
    assert "authority must grant -> permit held" in run("show", str(whole)).stdout
    assert run("draw", str(whole), "--to", str(tmp_path / "flow.svg")).exit_code == 0
    assert (tmp_path / "flow.svg").read_text(encoding="utf-8").startswith("<svg")


def test_compare_tells_what_is_worse(whole: Path, tmp_path: Path) -> None:
    worse = tmp_path / "worse.yaml"
    worse.write_text(whole.read_text(encoding="utf-8"), encoding="utf-8")
    changed(worse, "within: 30 days\n    decided", "within: 15 days\n    decided")
    result = run("compare", str(whole), str(worse))
    assert result.exit_code == 1
    assert "time to appeal against refuse: 30 days -> 15 days" in result.stdout
    assert run("compare", str(whole), str(whole)).exit_code == 0


def test_an_unknown_procedure_is_told_with_those_that_exist() -> None:
    result = run("check", "nobody/knows")
    assert result.exit_code == 2
    assert "cz/employee-card" in result.stdout
