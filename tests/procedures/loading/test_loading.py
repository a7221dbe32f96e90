"""The six design files, and what the model says of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from safeconduct.procedures.loader import Unreadable, load, load_charter, load_text
from safeconduct.procedures.model import AppliesTo, Event, Guard, Place, Silence
from safeconduct.procedures.periods import Length
from tests.procedures.loading.broken import BASE

FILES = Path(__file__).parents[1] / "files"
SMALL = (BASE / "small-permit.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FILES.glob("*.yaml")), ids=lambda path: path.stem)
def test_design_files_load(path: Path) -> None:
    procedure = load(path)
    assert procedure.steps
    assert procedure.person
    assert len(procedure.hash) == 64


def test_the_model_says_what_the_file_says() -> None:
    permit = load(FILES / "single-permit.yaml")
    assert permit.identity == "eu/single-permit@2026-05-22"
    assert permit.applies_to == AppliesTo("applications", "lodged", date(2026, 5, 22))
    refuse = permit.step("refuse")
    assert (refuse.by, refuse.must, refuse.stage, refuse.to) == ("permit authority", True, "examined", "refused")
    assert [ground.finding for ground in refuse.grounds][:1] == [Guard("local candidate found")]
    assert refuse.is_served
    limit = permit.limits["decision"]
    assert limit.ends_with == (Event("service of", "grant"), Event("service of", "refuse"))
    assert (limit.length, limit.extension) == (Length(90, "days"), Length(30, "days"))
    silence = permit.stages["papers awaited"].silence
    assert silence and (silence.kind, silence.to, silence.within) == (
        "deemed withdrawal",
        "closed as incomplete",
        Length(10, "days"),
    )
    assert permit.remedies["appeal"].annulled_at_most == 1
    assert [step.name for step in permit.always] == ["withdraw", "report the death of the worker"]


def test_groups_are_read() -> None:
    family = load(FILES / "family-reunification.yaml")
    assert family.step("grant the family").after[0] == Guard("tie shown", "each", "child")
    ground = family.step("refuse one child").grounds[0]
    assert ground.finding == Guard("tie not shown", "this", "child")


def test_each_part_keeps_its_place() -> None:
    procedure = load_text(SMALL, "small.yaml")
    lines = SMALL.splitlines()
    for step in procedure.steps:
        assert lines[step.place.line - 1].strip().startswith(f"{step.name}:")
    for name, limit in procedure.limits.items():
        assert lines[limit.place.line - 1] == f"  {name}:"


def test_a_last_day_is_the_day_before() -> None:
    text = SMALL.replace("on or after 2026-01-01", "on or after 2026-01-01 and before 2027-01-01")
    applies = load_text(text).applies_to
    assert (applies.last, applies.covers(date(2026, 12, 31)), applies.covers(date(2027, 1, 1))) == (
        date(2026, 12, 31),
        True,
        False,
    )


def test_silence_is_a_word_or_a_block() -> None:
    procedure = load_text(SMALL, "s.yaml")
    silence = procedure.limits["decision"].silence
    assert silence == Silence("left to national law", place=Place("s.yaml", silence.place.line if silence else 0))
    assert silence and not silence.has_consequence


def test_all_mistakes_of_a_round_are_told_at_once() -> None:
    text = SMALL.replace("of: police", "of: customs").replace("needs: [identity]", "needs: [card]")
    with pytest.raises(Unreadable) as refused:
        load_text(text)
    assert [m.code for m in refused.value.mistakes] == ["unknown-evidence", "unknown-party"]


def test_what_follows_from_a_first_mistake_is_not_told() -> None:
    """Without the stage, one could also say that its loop is gone and that a limit never starts."""
    text = SMALL.replace("  permit held:\n", "  permit kept:\n")
    with pytest.raises(Unreadable) as refused:
        load_text(text)
    assert {m.code for m in refused.value.mistakes} == {"unknown-stage"}


def test_a_circumstance_named_like_a_truth_value_is_a_name() -> None:
    """In older YAML a key 'no' became False."""
    text = SMALL.replace("  long stay: {shown", "  no: {shown").replace("longer: {long stay", "longer: {no")
    assert [*load_text(text).circumstances] == ["no"]


def test_the_charter_is_closed_and_ranked() -> None:
    charter = load_charter()
    ranks = {name: kind.rank for name, kind in charter.silences.items()}
    assert (
        ranks["tacit approval"]
        > ranks["goes on"]
        > ranks["ends"]
        > ranks["deemed withdrawal"]
        > ranks["deemed refusal"]
    )
    assert charter.outcomes["transferred"].irreversible
    assert set(charter.never_to_enforcement) < set(charter.purposes)
