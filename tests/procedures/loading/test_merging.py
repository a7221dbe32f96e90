"""National law as a difference: four verbs, whole thoughts, order, and places of the last hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import Unreadable, load, load_text
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.periods import Length
from tests.procedures.loading.broken import BASE, SMALL_LIBRARY

FILES = Path(__file__).parents[1] / "files"
HEAD = """procedure: test/national-permit
version: 2026-02-01
in force from: 2026-02-01
applies to: applications lodged on or after 2026-02-01
specialises: test/small-permit@2026-01-01
title: A national permit
stays open:
  service: to be read
  time limits: to be read
  opinions: to be read
  stages: to be read
  at any stage before the end: to be read
"""
SOURCES = 'sources:\n  NAT: {title: National Act, assumed: ["1", "2"]}\n'


def merged(difference: str, closed: str = "") -> Procedure:
    """The base with a difference; ``closed`` is what it no longer leaves open."""
    head = HEAD.replace(f"  {closed}: to be read\n", "")
    return load_text(head + difference + SOURCES, "national.yaml", library=SMALL_LIBRARY)


def codes(difference: str) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        merged(difference)
    return [m.code for m in refused.value.mistakes]


def test_a_difference_of_nothing_is_the_base_under_its_own_name() -> None:
    base, national = Library(BASE).load("test/small-permit"), merged("")
    assert (national.stages, national.limits, national.remedies) == (base.stages, base.limits, base.remedies)
    assert (national.id, national.specialises) == ("test/national-permit", "test/small-permit@2026-01-01")
    assert national.hash != base.hash


def test_blocks_are_changed_word_by_word_and_keep_the_rest() -> None:
    limit = merged("changes:\n  time limits:\n    decision: {length: 60 days, law: NAT 1}\n").limits["decision"]
    assert (limit.length, limit.extension, limit.law) == (Length(60, "days"), Length(30, "days"), "NAT 1")
    assert limit.place.file == "national.yaml"


def test_what_was_not_touched_keeps_the_file_of_the_base() -> None:
    national = merged("changes:\n  time limits:\n    decision: {length: 60 days}\n")
    assert national.limits["validity"].place.file == "small-permit.yaml"


def test_lists_and_thoughts_are_replaced_whole() -> None:
    national = merged(
        "changes:\n  stages:\n    examined:\n      office must:\n"
        "        refuse: {grounds: {other: threat established}, law: NAT 1}\n"
        "  remedies:\n    appeal: {against: [refuse], if annulled: {to: examined, at most: 2 times}}\n"
    )
    assert [ground.name for ground in national.step("refuse").grounds] == ["other"]
    appeal = national.remedies["appeal"]
    assert ([event.name for event in appeal.against], appeal.annulled_at_most) == (["refuse"], 2)


def test_additions_come_last() -> None:
    national = merged(
        "adds:\n  time limits:\n    first:\n      length: 5 days\n      starts with: [reaching examined]\n"
        "      if nothing comes: only late\n      law: NAT 1\n"
    )
    assert [*national.limits] == ["decision", "validity", "first"]


def test_a_word_can_be_added_to_a_block_that_exists() -> None:
    assert merged("adds:\n  time limits:\n    decision: {as a rule: yes}\n").limits["decision"].as_a_rule


def test_a_typing_error_does_not_add_a_second_step() -> None:
    assert codes("changes:\n  stages:\n    examined:\n      office must:\n        refuze: {law: NAT 1}\n") == [
        "changes-nothing"
    ]


def test_a_missing_word_is_to_be_added_not_changed() -> None:
    with pytest.raises(Unreadable, match="Write it under 'adds'"):
        merged("changes:\n  time limits:\n    decision: {as a rule: yes}\n")


def test_fills_take_only_what_is_left_open() -> None:
    filled = merged("fills:\n  time limits:\n    decision: {if nothing comes: only late}\n", "time limits")
    assert filled.limits["decision"].silence and filled.limits["decision"].silence.kind == "only late"
    assert codes("fills:\n  time limits:\n    decision: {length: 60 days}\n") == ["fills-decided"]


def test_a_block_under_open_law_may_be_filled_with_new_words() -> None:
    national = merged("fills:\n  opinions:\n    police check: {good for: 6 months, law: NAT 1}\n", "opinions")
    assert national.opinions["police check"].good_for == Length(6, "months")


def test_what_is_left_out_is_gone_and_remembered() -> None:
    national = merged(
        "left out:\n  promises > time to find work: {reason: none, law: NAT 2}\n"
        "  stages > examined > office may > hear a child: {reason: heard elsewhere, law: NAT 1}\n"
    )
    assert [*national.promises] == ["decision"]
    assert "hear a child" not in [step.name for step in national.steps]
    assert national.left_out["promises > time to find work"] == "none (NAT 2)"


def test_a_party_that_may_do_nothing_any_more_is_not_written() -> None:
    national = merged(
        "left out:\n  stages > paper awaited > worker may > bring the paper: {reason: none, law: NAT 2}\n"
        "  stages > paper awaited > longer > long stay: {reason: none, law: NAT 2}\n"
    )
    assert (national.stages["paper awaited"].steps, national.stages["paper awaited"].longer) == ((), ())


def test_what_is_still_used_cannot_be_left_out() -> None:
    difference = "left out:\n  circumstances > long stay: {reason: unknown here, law: NAT 1}\n"
    assert codes(difference) == ["unknown-circumstance"]


def test_a_mistake_of_the_difference_is_told_in_the_difference() -> None:
    with pytest.raises(Unreadable) as refused:
        merged("changes:\n  time limits:\n    decision:\n      answers for it: ministry\n")
    assert str(refused.value.mistakes[0].place) == "national.yaml:16"


def test_what_is_missing_is_told_at_the_part_above_it() -> None:
    with pytest.raises(Unreadable) as refused:
        merged("left out:\n  opinions > police check > within: {reason: none, law: NAT 1}\n")
    mistake = refused.value.mistakes[0]
    assert (mistake.code, mistake.place.file) == ("missing-word", "small-permit.yaml")


def test_what_a_difference_leaves_open_is_kept_for_the_page() -> None:
    assert merged("").stays_open["service"] == "to be read"


def test_a_base_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    text = (BASE / "small-permit.yaml").read_text(encoding="utf-8")
    (tmp_path / "small-permit.yaml").write_text(text.replace("    of: police\n", ""), encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        load_text(HEAD + SOURCES, "national.yaml", library=Library(tmp_path, behind=Library.default()))
    assert [(m.code, m.place.file) for m in refused.value.mistakes] == [("missing-word", "small-permit.yaml")]


def test_a_difference_may_rest_on_a_difference(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text((BASE / "small-permit.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    middle = HEAD + "changes:\n  time limits:\n    decision: {length: 60 days, law: NAT 1}\n" + SOURCES
    (tmp_path / "middle.yaml").write_text(middle, encoding="utf-8")
    head = HEAD.replace("national-permit", "regional-permit").replace(
        "test/small-permit@2026-01-01", "test/national-permit@2026-02-01"
    )
    library = Library(tmp_path, behind=Library.default())
    regional = load_text(head, "regional.yaml", library=library)
    assert (regional.limits["decision"].length, regional.limits["decision"].place.file) == (
        Length(60, "days"),
        "middle.yaml",
    )


def test_two_texts_that_rest_on_each_other_are_refused(tmp_path: Path) -> None:
    one = HEAD.replace("test/small-permit@2026-01-01", "test/other@2026-02-01")
    other = HEAD.replace("national-permit", "other").replace(
        "test/small-permit@2026-01-01", "test/national-permit@2026-02-01"
    )
    (tmp_path / "one.yaml").write_text(one, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(Unreadable, match="comes back to itself"):
        Library(tmp_path, behind=Library.default()).load("test/other")


def test_the_two_national_design_files_say_where_they_differ() -> None:
    card = load(FILES / "cz-employee-card.yaml")
    assert card.stages["appearance awaited"].place.file.endswith("cz-employee-card.yaml")
    assert card.stages["examined"].place.file == "single-permit.yaml"
    assert card.called["labour office"] == "Labour Office of the CR"
    assert card.limits["decision"].silence and card.limits["decision"].silence.kind == "only late"
    worker = load(FILES / "de-accelerated-skilled-worker.yaml")
    assert worker.step("grant").by == "mission abroad"
