"""The published JSON Schema is the one that is generated, and agrees with the loader about the library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from safeconduct.procedures.library import Entry, Library
from safeconduct.procedures.reading import Block, Listing, Node, Word, read_file
from safeconduct.procedures.schema import charter_schema, schema
from safeconduct.procedures.words import CHARTER, MERGED, SPECIALISATION, Each, Kind, Several, Silent, Words
from tests.procedures.loading.broken import FOLDER

ROOT = Library.default().root
DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "language.md"
SHAPES = (
    "unknown-word",
    "missing-word",
    "expected-list",
    "expected-yes-or-no",
    "expected-times",
    "date-unreadable",
    "not-one-of",
)


def plain(node: Node) -> object:
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {key: plain(below) for key, below in node.entries.items()}


def test_the_published_schemas_are_the_generated_ones() -> None:
    for name, wanted in (("procedure", schema()), ("charter", charter_schema())):
        published = json.loads((ROOT / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert published == wanted, "write the generated schema to src/safeconduct/library/schema"
        Draft202012Validator.check_schema(wanted)


@pytest.mark.parametrize("entry", Library.default().procedures(), ids=lambda entry: entry.identity)
def test_every_procedure_of_the_library_fits_the_schema(entry: Entry) -> None:
    Draft202012Validator(schema()).validate(plain(read_file(entry.path)))


def test_the_charter_fits_its_schema() -> None:
    for path in ROOT.glob("charter/*/charter.yaml"):
        Draft202012Validator(charter_schema()).validate(plain(read_file(path)))


@pytest.mark.parametrize("code", SHAPES)
def test_a_file_of_the_wrong_shape_does_not_fit(code: str) -> None:
    tree = read_file(FOLDER / f"{code}.yaml")
    assert isinstance(tree, Block)
    assert not Draft202012Validator(schema()).is_valid(plain(tree))


def words_of(kind: Kind) -> set[str]:
    if isinstance(kind, Words):
        below = [words_of(entry.kind) for entry in kind.fields.values()] + ([words_of(kind.acts)] if kind.acts else [])
        return set(kind.fields).union(*below)
    if isinstance(kind, (Each, Several)):
        return words_of(kind.of)
    return set(kind.claims) if isinstance(kind, Silent) else set()


def test_every_word_is_explained_in_the_reference() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    words = words_of(MERGED) | words_of(SPECIALISATION) | words_of(CHARTER)
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []
