"""The tabular form of HSDS 3.0: a CSV file for each table, with ``datapackage.json``, to and from a directory.

In JSON a row stands inside its parent; in a table it names the parent: ``service_id``, ``location_id`` …, an attribute
by ``link_id`` and ``link_entity``, a metadata row by ``resource_id`` and ``resource_type``. A row that stands inside
several parents (one telephone of a service and of its location) is one row that names them all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from functools import cache
from uuid import NAMESPACE_URL, uuid5

import msgspec

from safeconduct.services.directory import Directory, Reading, read_json, whole_organizations
from safeconduct.services.hsds import Place, Problem, Row, problems_of_row, standard, table

DESCRIPTION = "datapackage.json"
_LINKED = {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}
_SHARED = ("organization", "service", "location", "taxonomy", "taxonomy_term", "program")


def write_package(directory: Directory) -> dict[str, str]:
    """Return the files of the package by name; only tables with rows are written."""
    rows: dict[str, dict[str, Row]] = {}
    for organization in whole_organizations(directory):
        _flatten("organization", organization, "", {}, rows)
    files = {f"{name}.csv": _csv(name, found) for name in standard().tables if (found := rows.get(name))}
    return {**files, DESCRIPTION: _description(rows)}


def read_package(files: Mapping[str, str]) -> Reading:
    """Read a directory from the files of a package, by name."""
    problems: list[Problem] = []
    rows = {
        name: list(_read_table(name, files[f"{name}.csv"], problems))
        for name in standard().tables
        if f"{name}.csv" in files
    }
    if not rows.get("organization"):
        problems.append(Problem("organization.csv", "", "", "is missing or empty. A directory has organisations."))
    tables = _Tables(rows)
    nested = [tables.nested("organization", row) for row in rows.get("organization", [])]
    known = {row["id"] for row in rows.get("organization", [])}
    for row in rows.get("service", []):
        if row["organization_id"] not in known:
            says = f"{row['organization_id']} is no organisation of organization.csv. Add it or correct the id."
            problems.append(Problem("service.csv", row["name"], "organization_id", says))
    reading = read_json(msgspec.json.encode(nested), "package")
    return Reading(reading.directory, (*problems, *(one for one in reading.problems if one.serious)))


# ---- writing ---------------------------------------------------------------------------------------------------------


def _flatten(name: str, row: Row, parent: str, of: Row, rows: dict[str, dict[str, Row]]) -> str:
    """Put a row and all inside it into their tables; return the id under which it stands there."""
    its = table(name)
    own = {field: value for field, value in row.items() if field not in its.inside}
    own |= _naming(name, parent, of)
    known = rows.setdefault(name, {}).get(own["id"], {})
    if name not in _SHARED and any(known.get(field, value) != value for field, value in own.items()):
        # One row cannot name two parents of one kind: it stands twice, under an id made of both.
        own["id"] = str(uuid5(NAMESPACE_URL, f"{parent} {of['id']} {own['id']}"))
    for field, kind in its.inside.items():
        (number, child), *_ = kind.items()
        inside = row.get(field)
        if inside is None:
            continue
        numbers = [_flatten(child, one, name, own, rows) for one in (inside if number == "many" else [inside])]
        if number == "one":
            own[_pointer(field)] = numbers[0]
    rows[name][own["id"]] = {**rows[name].get(own["id"], {}), **own}
    return str(own["id"])


def _naming(name: str, parent: str, of: Row) -> Row:
    if name in _LINKED and parent:
        number, kind = _LINKED[name]
        return {number: of["id"], kind: parent}
    return {f"{parent}_id": of["id"]} if f"{parent}_id" in table(name).fields else {}


def _pointer(field: str) -> str:
    """The column that names the one row inside."""
    return "taxonomy_id" if field == "taxonomy_detail" else f"{field}_id"


def _csv(name: str, rows: dict[str, Row]) -> str:
    used = {field for row in rows.values() for field in row}
    own = [field for field in table(name).fields if field in used or field in table(name).required]
    others = sorted(used - set(table(name).fields))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*own, *others], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows.values())
    return text.getvalue()


def _description(rows: Mapping[str, Mapping[str, Row]]) -> str:
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "schema": {
                "primaryKey": "id",
                "fields": [
                    {"name": field, "type": "number" if kind == "number" else "string"}
                    for field, kind in its.fields.items()
                ],
            },
        }
        for name, its in standard().tables.items()
        if rows.get(name)
    ]
    told = {"name": "human-services", "profile": "tabular-data-package", "resources": resources}
    return msgspec.json.format(msgspec.json.encode(told), indent=1).decode()


# ---- reading ---------------------------------------------------------------------------------------------------------


def _read_table(name: str, text: str, problems: list[Problem]) -> Iterator[Row]:
    file = f"{name}.csv"
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    seen: set[str] = set()
    for line, cells in enumerate(reader, 2):
        at = Place(file, f"row {line}")
        if None in cells or None in cells.values():
            problems.append(Problem(file, at.row, "", "has more or fewer cells than the first row. Mend its commas."))
            continue
        row: Row = {field: _value(name, field, cell) for field, cell in cells.items() if cell != ""}
        found = list(problems_of_row(name, row, at, tabular=True))
        if row.get("id") in seen:
            found.append(Problem(file, at.row, "id", f"{row['id']} stands in a row above. Give each row its own."))
        problems.extend(found)
        if not any(one.serious for one in found):
            seen.add(row["id"])
            yield row


def _value(name: str, field: str, cell: str) -> object:
    if table(name).fields.get(field) != "number":
        return cell
    try:
        number = float(cell)
    except ValueError:
        return cell
    return int(number) if number.is_integer() and "." not in cell else number


class _Tables:
    """Rows of all tables, found by the parents that they name."""

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self.by_id = {(name, row["id"]): row for name, found in rows.items() for row in found}
        self.by_parent: dict[tuple[str, str, str], list[Row]] = {}
        for name, found in rows.items():
            for row in found:
                for parent, number in _parents(name, row):
                    self.by_parent.setdefault((name, parent, number), []).append(row)

    def nested(self, name: str, row: Row, above: tuple[str, ...] = ()) -> Row:
        """A row with its children inside. What a child says of its parent follows from its place and is left out."""
        whole = {field: value for field, value in row.items() if not above or field not in _names_parents(name)}
        for field, kind in table(name).inside.items():
            (number, child), *_ = kind.items()
            if child in above:
                continue
            pointer = whole.get(_pointer(field), "") if number == "one" else ""
            if number == "many":
                inside = self.by_parent.get((child, name, row["id"]), [])
                if inside:
                    whole[field] = [self.nested(child, one, (*above, name)) for one in inside]
            elif (child, pointer) in self.by_id:
                whole.pop(_pointer(field))
                whole[field] = self.nested(child, self.by_id[child, pointer], (*above, name))
        return whole


def _parents(name: str, row: Row) -> Iterator[tuple[str, str]]:
    if name in _LINKED:
        number, kind = (row[field] for field in _LINKED[name])
        yield kind, number
        return
    for parent in standard().tables:
        number = row.get(f"{parent}_id")
        if number is not None and any(kind.get("many") == name for kind in table(parent).inside.values()):
            yield parent, number


@cache
def _names_parents(name: str) -> frozenset[str]:
    parents = {f"{one}_id" for one, its in standard().tables.items() if {"many": name} in its.inside.values()}
    return frozenset(_LINKED.get(name, ())) | parents
