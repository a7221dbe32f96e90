"""The list of sentences for translators is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from safeconduct.procedures.checker import check
from safeconduct.procedures.compare import compare
from safeconduct.procedures.library import Library
from safeconduct.procedures.report import Bound, Report, Say
from safeconduct.procedures.web.catalogue import TARGET, patterns, written

IDENTITIES = [entry.identity for entry in Library.default().procedures()]


def test_the_list_is_as_it_would_be_written_now() -> None:
    assert TARGET.read_text(encoding="utf-8") == written(), "Run: python -m safeconduct.procedures.web.catalogue"


@pytest.mark.parametrize("identity", IDENTITIES)
def test_whatever_the_checker_says_is_on_the_list(identity: str) -> None:
    library = Library.default()
    said = set(said_by(check(library.load(identity), library.charter())))
    assert len(said) > 10
    assert {text for text in said if any(map(str.isalpha, plain(text)))} <= set(patterns())


def test_whatever_a_comparison_says_is_on_the_list() -> None:
    library = Library.default()
    old, new = library.load("eu/single-permit"), library.load("cz/employee-card")
    lines = compare(old, new, library.charter()).lines
    said = {text for line in lines for say in (line.what, line.old, line.new) for text in within(say)}
    assert said
    assert {text for text in said if any(map(str.isalpha, plain(text)))} <= set(patterns())


def said_by(report: Report) -> Iterator[str]:
    says = list(report.assumptions)
    for promise in report.promises:
        says += [promise.summary, *promise.assumptions]
        for finding in promise.findings:
            says += [finding.text, *([finding.cure] if finding.cure else []), *(line.text for line in finding.story)]
    for bound in (report.lawful, report.enforced):
        says += told_in(bound)
    for say in says:
        yield from within(say)


def told_in(bound: Bound) -> list[Say]:
    return [line.text for line in bound.story]


def within(say: Say) -> Iterator[str]:
    yield say.text
    values: Mapping[str, object] = say.values
    for value in values.values():
        if isinstance(value, Say):
            yield from within(value)


def plain(text: str) -> str:
    parts = text.split("{")
    return parts[0] + "".join(part.partition("}")[2] for part in parts[1:])
