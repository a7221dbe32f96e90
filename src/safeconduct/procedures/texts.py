"""From the tree of one file to a whole text, and from there to a procedure. Where files lie is not known here."""

from __future__ import annotations

from collections.abc import Callable

from safeconduct.procedures.building import build_charter, build_procedure
from safeconduct.procedures.merge import merge
from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import Charter, Place, Procedure
from safeconduct.procedures.reading import Block, Word
from safeconduct.procedures.shape import check, read_identity
from safeconduct.procedures.validation import validate, validate_charter
from safeconduct.procedures.words import CHARTER, MERGED, PROCEDURE, SPECIALISATION, VERBS

FindBase = Callable[[str, Place], Block]
"""Finds the whole text of ``id@version``; the place is where it is asked for."""


def whole_text(tree: Block, find_base: FindBase) -> Block:
    """The text as it stands alone: itself, or merged with the version that it specialises."""
    notes = Notes()
    base_word = tree.get("specialises")
    if base_word is None:
        _no_verbs(tree, notes)
        check(tree, PROCEDURE, notes, "the procedure")
        notes.stop()
        return tree
    check(tree, SPECIALISATION, notes, "the specialisation")
    notes.stop()
    assert isinstance(base_word, Word)  # noqa: S101 - the shape was checked
    merged = merge(find_base(base_word.text, base_word.place), tree, notes)
    notes.stop()
    check(merged, MERGED, notes, "the merged procedure")
    notes.stop()
    return merged


def _no_verbs(tree: Block, notes: Notes) -> None:
    differing = [(word, node) for word in (*VERBS, "stays open", "called") if (node := tree.get(word))]
    for word, node in differing[:1]:
        notes.add("no-base", node.place, name=word)
    notes.stop()


def procedure_of(whole: Block, file: str, charter: Charter) -> Procedure:
    """The procedure of a whole text, found sound under ``charter``."""
    procedure = build_procedure(whole, file)
    validate(procedure, charter, whole)
    return procedure


def charter_of(tree: Block, file: str) -> Charter:
    """The charter of a text."""
    notes = Notes()
    check(tree, CHARTER, notes, "the charter")
    notes.stop()
    charter = build_charter(tree, file)
    validate_charter(charter, tree)
    return charter


def identity(tree: Block) -> str:
    """``id@version`` of a text that may not be sound; empty if it says neither."""
    name, version = tree.get("procedure"), tree.get("version")
    if not isinstance(name, Word) or not isinstance(version, Word):
        return ""
    found = f"{name.text}@{version.text}"
    return found if read_identity(found) else ""
