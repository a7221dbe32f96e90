"""A record as records are compared: names in their parts, birth, sex, telephone, nationality, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from safeconduct.people.names import parts_of, script_of
from safeconduct.people.person import Name, Person

FIELDS = ("id", "given", "father", "family", "born", "sex", "phone", "nationality")


class NotEntries(ValueError):
    """A table of records cannot be compared; says which column or row, and what to write."""


class Entry(msgspec.Struct, frozen=True):
    """One record. What is not known is empty."""

    id: str
    given: str = ""
    father: str = ""
    """A patronymic, or the father's name where names go on with it."""
    family: str = ""
    """A family name, or the grandfather's name."""
    born: str = ""
    """1990-04-17, or 1990-04, or 1990."""
    sex: str = ""
    phone: str = ""
    nationality: str = ""

    @property
    def name(self) -> str:
        """The whole name."""
        return " ".join(part for part in (self.given, self.father, self.family) if part)


def entry_of(number: str, person: Person) -> Entry:
    """Return the record of somebody as it is compared.

    Of several forms of the name one in Latin letters is taken where there is one, since most registers have that.
    """
    name = _compared(person.names)
    given, father, family = _parts(name)
    return Entry(
        number, given, father, family, person.born, _sex(person.sex), person.contact.phone, _first(person.nationalities)
    )


def entries_of(rows: Iterable[Mapping[str, object]]) -> list[Entry]:
    """Return records of the rows of a table with the columns id, given, father, family, born, sex, phone, nationality.

    A column ``name`` may stand instead of the three parts. Other columns are left alone.

    Raises:
        NotEntries: there is no column of names, or an ``id`` is missing or there twice.

    """
    found = [_entry(place, {key: _text(value) for key, value in row.items()}) for place, row in enumerate(rows, 1)]
    seen: set[str] = set()
    for place, each in enumerate(found, 1):
        if each.id in seen:
            message = f"Row {place}: the id {each.id!r} is there twice. Give each record an id of its own."
            raise NotEntries(message)
        seen.add(each.id)
    return found


def _entry(place: int, row: Mapping[str, str]) -> Entry:
    if not row.get("id"):
        message = f"Row {place} has no id. Add a column 'id' with a number or word of its own for each record."
        raise NotEntries(message)
    if not {"name", "given", "father", "family"} & row.keys():
        message = "There is no column of names. Add 'name', or 'given', 'father' and 'family'."
        raise NotEntries(message)
    known = {field: row.get(field, "") for field in FIELDS}
    if row.get("name") and not any(known[part] for part in ("given", "father", "family")):
        known["given"], known["father"], known["family"] = divided(row["name"])
    return Entry(**known)


def divided(whole: str) -> tuple[str, str, str]:
    """Take a whole name for given name, father's name and family name: the first, what is between, the last."""
    words = [part.word for part in parts_of(whole)]
    if len(words) < 2:  # noqa: PLR2004
        return (words or [""])[0], "", ""
    return words[0], " ".join(words[1:-1][:1]), words[-1]


def _compared(names: tuple[Name, ...]) -> Name:
    usual = [name for name in names if name.use in ("present", "transliteration")] or list(names)
    return next((name for name in usual if script_of(name.whole) == "latin"), usual[0])


def _parts(name: Name) -> tuple[str, str, str]:
    if name.given and name.family:
        return name.given, name.patronymic, name.family
    return divided(name.whole)


def _sex(sex: str) -> str:
    return sex if sex in ("female", "male") else ""


def _first(codes: tuple[str, ...]) -> str:
    return next(iter(codes), "")


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
