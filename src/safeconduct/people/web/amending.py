"""Puts one corrected part into a record, and keeps what no form can show."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from safeconduct.people.person import Person
from safeconduct.people.web.forms.origin import LANGUAGES, NATIONALITIES


def amended(its: Person, part: str, fields: dict[str, Any]) -> Person:
    """The record with the fields of one part as they were typed.

    A document is added to those that are there; whether the person asked for the portal is theirs to say; a former
    name keeps what is known of it, and so do nationalities and languages beyond those that a form has boxes for.
    """
    if part == "documents":
        new = [one for one in fields.get("documents", ()) if one not in its.documents]
        fields = {"documents": (*its.documents, *new)}
    elif part == "contact":
        fields = {"contact": replace(fields["contact"], portal=its.contact.portal)}
    elif part == "names":
        known = {name.whole: name for name in its.names}
        fields = {"names": tuple(known.get(n.whole, n) if n.use == "former" else n for n in fields["names"])}
    elif part == "origin":
        fields = fields | {"nationalities": _with_rest(fields["nationalities"], its.nationalities, NATIONALITIES)}
    elif part == "languages":
        fields = fields | {
            "languages": _with_rest(fields["languages"], its.languages, LANGUAGES),
            "reads": (*fields["reads"], *(code for code in its.reads if code in its.languages[LANGUAGES:])),
        }
    return replace(its, **fields)


def _with_rest(typed: tuple[str, ...], before: tuple[str, ...], boxes: int) -> tuple[str, ...]:
    return (*typed, *(code for code in before[boxes:] if code not in typed))
