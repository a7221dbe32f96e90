"""Assumed law needs a lawyer's name, and the name binds one text only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.signatures import (
    EXAMPLE,
    Signature,
    UnreadableSignatures,
    assumed_parts,
    signatures_in,
    unsigned_parts,
)

PERMIT = "eu/single-permit@2026-05-22"


@pytest.fixture(scope="module")
def permit() -> Procedure:
    return Library.default().load(PERMIT)


def signed(permit: Procedure, parts: tuple[str, ...] = ()) -> Signature:
    """Return a signature for this text."""
    [example] = signatures_in(EXAMPLE)
    return Signature(permit.identity, permit.hash, example.by, example.on, parts)


def test_articles_that_were_not_read_are_assumed(permit: Procedure) -> None:
    assumed = {(part.kind, part.name): part.law for part in assumed_parts(permit)}
    assert assumed["time limit", "decision"] == "SPD 5(2)"
    assert "own promise" not in assumed.values()


def test_articles_that_were_read_are_not(permit: Procedure) -> None:
    read = {key: replace(source, read=("all",), open=False) for key, source in permit.sources.items()}
    assert assumed_parts(replace(permit, sources=read)) == ()


def test_a_part_without_any_law_is_assumed(permit: Procedure) -> None:
    nameless = replace(permit.limits["decision"], law="")
    [part] = [p for p in assumed_parts(replace(permit, limits={"decision": nameless})) if p.name == "decision"]
    assert str(part) == "time limit decision (no law named)"


def test_a_signature_covers_the_parts_it_names(permit: Procedure) -> None:
    left = unsigned_parts(permit, [signed(permit, ("decision",))])
    assert [part for part in left if part.name == "decision"] == []
    assert len(left) == len([part for part in assumed_parts(permit) if part.name != "decision"])
    assert unsigned_parts(permit, [signed(permit)]) == ()


def test_a_signature_does_not_cover_another_text(permit: Procedure) -> None:
    changed = replace(permit, hash="0" * 64)
    assert unsigned_parts(changed, [signed(permit)]) == assumed_parts(changed)


@pytest.mark.parametrize(
    "text",
    [
        "[[signature]]",
        "signature = 3",
        EXAMPLE.replace("2026-12-01", '"soon"'),
        EXAMPLE + '\nseal = "x"',
        "[[signature",
    ],
)
def test_a_file_that_cannot_be_read_shows_how_it_should_look(text: str) -> None:
    with pytest.raises(UnreadableSignatures) as refusal:
        signatures_in(text)
    assert EXAMPLE in str(refusal.value)


def test_a_signature_names_somebody() -> None:
    with pytest.raises(UnreadableSignatures, match="names nobody"):
        signatures_in(EXAMPLE.replace("name of the lawyer, and where they are admitted", " "))
