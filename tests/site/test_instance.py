"""A data folder belongs to one purpose, live or training, for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.site import instance
from safeconduct.site.instance import LIVE, TRAINING, Identity, WrongInstance

MIGRATION = Identity("migration", LIVE)


def test_an_empty_folder_is_bound_by_the_first_who_uses_it(tmp_path: Path) -> None:
    instance.check(tmp_path, MIGRATION)
    assert list(tmp_path.iterdir()) == []
    instance.bind(tmp_path, MIGRATION)
    instance.bind(tmp_path, MIGRATION)
    assert instance.found_in(tmp_path) == MIGRATION


@pytest.mark.parametrize("other", [Identity("protection", LIVE), Identity("migration", TRAINING)])
@pytest.mark.parametrize("turned", [False, True])
def test_another_instance_is_refused_both_ways(tmp_path: Path, other: Identity, turned: bool) -> None:
    first, second = (other, MIGRATION) if turned else (MIGRATION, other)
    instance.bind(tmp_path, first)
    for refuse in (instance.bind, instance.check):
        with pytest.raises(WrongInstance, match="SAFECONDUCT_DATA") as refusal:
            refuse(tmp_path, second)
        assert str(first) in str(refusal.value)
        assert str(second) in str(refusal.value)
    assert instance.found_in(tmp_path) == first


def test_a_folder_from_before_there_were_markers_is_live(tmp_path: Path) -> None:
    (tmp_path / "safeconduct.sqlite3").touch()
    with pytest.raises(WrongInstance):
        instance.bind(tmp_path, Identity("migration", TRAINING))
    instance.bind(tmp_path, MIGRATION)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"purpose": 1, "kind": "live", "more": 2}', "no json"])
def test_a_marker_that_cannot_be_read_opens_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / instance.MARKER).write_text(text, encoding="utf-8")
    with pytest.raises(WrongInstance, match="cannot be read"):
        instance.bind(tmp_path, MIGRATION)
