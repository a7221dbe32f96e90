"""Broken promises of the text are told as the shortest case in which a person meets them."""

from __future__ import annotations

import re

from safeconduct.procedures.checker import check
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
from safeconduct.procedures.report import Finding

LIBRARY = Library.default()


def third(text: str) -> list[Finding]:
    report = check(load_text(text), LIBRARY.charter())
    return [finding for finding in report.findings if finding.promise == 3]


def published(name: str) -> str:
    return LIBRARY.entry(name).path.read_text(encoding="utf-8")


def test_the_czech_silence_takes_its_days() -> None:
    (finding,) = third(published("cz/employee-card"))
    told = [str(line.text) for line in finding.story]
    assert finding.story[-1].day == 5
    assert any("5 days pass in appearance awaited" in text for text in told)
    assert told[-1] == str(finding.text)


def test_a_missing_appeal_is_told_with_the_fewest_acts() -> None:
    text = re.sub(r"(?s)  appeal:\n.*?(?=  appeal about the change:)", "", published("eu/single-permit"))
    (finding,) = third(text)
    told = [str(line.text) for line in finding.story]
    assert told[0] == "The case begins in file checked."
    assert told[-2:] == ["permit authority: refuse", "nobody can appeal against: refuse"]
    assert len(told) <= 6


def test_every_line_of_a_story_is_on_or_after_the_one_before() -> None:
    for entry in LIBRARY.newest():
        for finding in check(LIBRARY.load(entry.identity), LIBRARY.charter()).findings:
            days = [line.day for line in finding.story]
            assert days == sorted(days)
