"""Needs, statuses and ways in, with a label in every language; and how an entry says them in attributes of HSDS 3.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from safeconduct.services.hsds import Row
from safeconduct.shell.content import LANGUAGES, UnfitContent, read_content, text_of

NEEDS, TERMS = "services/needs.yaml", "services/terms.yaml"
SEXES: Final = ("female", "male")
Labels = dict[str, dict[str, str]]


class Needs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people look for."""

    sources: tuple[str, ...]
    status: dict[str, str]
    needs: Labels


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The taxonomy of our attributes, as HSDS has one."""

    id: str
    name: str
    description: str


class Attribute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One term of it."""

    id: str
    description: str


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a service takes and how one gets in."""

    sources: tuple[str, ...]
    status: dict[str, str]
    taxonomy: Taxonomy
    attributes: dict[str, Attribute]
    statuses: Labels
    access: Labels


@cache
def needs() -> Labels:
    """Return what people look for, in the order of the file."""
    return _complete(read_content(text_of(NEEDS), NEEDS, Needs).needs, NEEDS)


@cache
def terms() -> Terms:
    """Return the other terms."""
    found = read_content(text_of(TERMS), TERMS, Terms)
    _complete(found.statuses, TERMS)
    _complete(found.access, TERMS)
    return found


def label(labels: Labels, code: str, language: str) -> str:
    """The label of a code in a language; the code itself where the list does not have it."""
    return labels.get(code, {}).get(language.partition("-")[0], code)


def said(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    """What an entry says in our attributes of this name, in its order; other taxonomies say nothing here."""
    return tuple(value for term, value in _said(row) if term == name)


def attribute(of: str, name: str, value: str) -> Row:
    """Write an attribute; its id follows from entry, name and value, so that writing twice is writing once."""
    its = terms()
    taxonomy = {"id": its.taxonomy.id, "name": its.taxonomy.name, "description": its.taxonomy.description}
    term = {
        "id": its.attributes[name].id,
        "code": name,
        "name": name,
        "description": its.attributes[name].description,
        "taxonomy": its.taxonomy.name,
        "taxonomy_detail": taxonomy,
    }
    return {"id": str(uuid5(NAMESPACE_URL, f"{of} {name} {value}")), "value": value, "taxonomy_term": term}


def _said(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    found = row.get("attributes")
    for one in found if isinstance(found, list) else []:
        term = one.get("taxonomy_term") or {}
        if term.get("taxonomy") == terms().taxonomy.name and one.get("value"):
            yield term.get("code", ""), one["value"]


def _complete(labels: Labels, path: str) -> Labels:
    for code, words in labels.items():
        if set(words) != set(LANGUAGES) or not all(words.values()):
            message = f"library/{path}: {code} needs a label in {', '.join(LANGUAGES)}."
            raise UnfitContent(message)
    return labels
