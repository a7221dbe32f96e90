"""A record in words, part by part, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.codes import List, codes
from safeconduct.people.document import Document
from safeconduct.people.person import Name, Person
from safeconduct.people.web.forms import PARTS

Rows = list[tuple[str, str]]
POWERS = {
    "power of attorney": _("power of attorney"),
    "legal guardian": _("legal guardian"),
    "assigned guardian": _("assigned guardian"),
}
"""On what a right to receive or to act rests, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of a record: its key, its title, and each thing that is known with its name."""

    key: str
    title: str
    rows: Rows


def shown(record: Person, on: date | None = None) -> list[Shown]:
    """Every part; without rows where nothing is known. ``on`` is the day on which documents may have expired."""
    made = {
        "names": [(_use(name), _name(name)) for name in record.names],
        "birth": _birth(record),
        "origin": _origin(record),
        "languages": _languages(record),
        "contact": _contact(record),
        "support": _support(record),
        "documents": [(label("documents", d.kind), " · ".join(_document(d, on))) for d in record.documents],
    }
    return [Shown(key, str(PARTS[key][0]), rows) for key, rows in made.items()]


def label(name: List, code: str) -> str:
    """The label of a code in the reader's language."""
    return codes(name).label(code, get_language() or "en")


def _use(name: Name) -> str:
    words = {
        "present": gettext("Name"),
        "former": gettext("Former name"),
        "transliteration": gettext("In another script"),
        "also known as": gettext("Also known as"),
    }
    return words[name.use]


def _name(name: Name) -> str:
    parts = [p for p in (name.given, name.family, name.patronymic) if p]
    if name.order == "family first" and name.family:
        parts = [name.family, *(p for p in (name.given, name.patronymic) if p)]
    told = f"{name.whole} ({' · '.join(parts)})" if parts else name.whole
    return f"{told}, {name.system}" if name.system else told


def _birth(record: Person) -> Rows:
    where = [
        (gettext("Country of birth"), label("nationalities", record.born_in) if record.born_in else ""),
        (gettext("Place of birth"), record.born_at),
    ]
    return [row for row in (*_day_of_birth(record), *where) if row[1]]


def _day_of_birth(record: Person) -> Rows:
    if not record.born:
        return []
    known = " · ".join(filter(None, [record.born, known_by(record)]))
    doubt = gettext("1 January: perhaps only the year is known")
    return [(gettext("Born"), f"{known} · {doubt}" if record.born_may_be_a_year else known)]


def known_by(record: Person) -> str:
    """How the birth is known."""
    by = {
        "document": gettext("a document shows it"),
        "stated": gettext("the person says it"),
        "estimated": gettext("an office estimated it"),
    }
    return by.get(record.born_by, "")


def _origin(record: Person) -> Rows:
    sex = {"female": gettext("female"), "male": gettext("male"), "unspecified": gettext("X, unspecified")}
    rows = [
        (gettext("Nationality"), ", ".join(label("nationalities", code) for code in record.nationalities)),
        (gettext("Sex, as a document states it"), sex.get(record.sex, "")),
        (gettext("Gender, in the person's own words"), record.gender),
    ]
    return [row for row in rows if row[1]]


def _languages(record: Person) -> Rows:
    reads = gettext("reads it")
    said = [
        f"{label('languages', code)} ({reads})" if code in record.reads else label("languages", code)
        for code in record.languages
    ]
    literacy = {
        "reads and writes": gettext("reads and writes"),
        "reads with help": gettext("reads with help"),
        "does not read": gettext("does not read: letters are read aloud"),
    }
    rows = [
        (gettext("Languages"), ", ".join(said)),
        (gettext("Is a letter enough?"), literacy.get(record.literacy, "")),
    ]
    return [row for row in rows if row[1]]


def _contact(record: Person) -> Rows:
    its = record.contact
    rows = [
        (gettext("E-mail address"), its.email),
        (gettext("Telephone"), its.phone),
        (gettext("Postal address"), ", ".join(its.post)),
    ]
    return [row for row in rows if row[1]]


def _support(record: Person) -> Rows:
    asked = [label("support", code) for code in record.support]
    rows = [(gettext("Asks for"), ", ".join(asked)), (gettext("In their own words"), record.needs)]
    return [row for row in rows if row[1]]


def _document(its: Document, on: date | None) -> Iterator[str]:
    seen = {
        "original": gettext("the original was seen"),
        "copy": gettext("a copy or photograph was seen"),
        "stated": gettext("the person tells of it"),
    }
    issuer = [its.number, label("nationalities", its.country) if its.country else "", its.authority]
    yield from (part for part in issuer if part)
    yield seen[its.seen]
    if its.expires:
        expired = on is not None and its.has_expired(on)
        words = gettext("expired %(day)s") if expired else gettext("good until %(day)s")
        yield words % {"day": its.expires}
    if its.doubts:
        yield gettext("does not fit: %(what)s") % {"what": its.doubts}
