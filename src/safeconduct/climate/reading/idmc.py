"""Disaster displacement as IDMC publishes it (GIDD), and country tables of displacement models."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from safeconduct.climate.countries import refuse_unknown
from safeconduct.climate.observation import Event
from safeconduct.climate.reading.extra import needed
from safeconduct.climate.reading.tables import read_table
from safeconduct.climate.refusal import Unusable, refuse_where

COUNTRY, YEAR, PEOPLE, HAZARD = "ISO3", "Year", "Disaster Internal Displacements", "Hazard Type"
RAW = "Disaster Internal Displacements (Raw)"


def read_events(file: Path) -> tuple[Event, ...]:
    """Read GIDD's table of disaster events, as ``.xlsx`` or ``.csv``. Unrounded figures are taken where they stand.

    Raises:
        Unusable: a column is missing, a country is unknown, or a figure is negative.

    """
    rows = _workbook(file) if file.suffix == ".xlsx" else read_table(file, (COUNTRY, YEAR, HAZARD)).to_pylist()
    people_in = RAW if rows and RAW in rows[0] else PEOPLE
    missing = [name for name in (COUNTRY, YEAR, HAZARD, people_in) if not rows or name not in rows[0]]
    if missing:
        raise Unusable(f"{file.name} has no column {', '.join(missing)}.", "Give GIDD's table of disaster events.")
    people = np.array([float("nan") if row[people_in] is None else float(str(row[people_in])) for row in rows])
    refuse_unknown(np.array([str(row[COUNTRY]) for row in rows]))
    refuse_where(~(people >= 0), f"{file.name}: displacements are negative or empty.", "Correct these rows.")
    return tuple(
        Event(str(row[COUNTRY]), int(float(str(row[YEAR]))), str(row[HAZARD]), float(people[number]))
        for number, row in enumerate(rows)
    )


def read_country_table(file: Path, scenario: str, year: int) -> dict[str, float]:
    """Read the average annual displacement by country from a table with ``admin0, AAD, scenario, year``.

    Empty figures are unknown and left out of what is returned; a country that stands twice is refused.
    """
    table = read_table(file, ("admin0", "AAD", "scenario", "year"))
    rows = [
        (number, str(row["admin0"]), row["AAD"])
        for number, row in enumerate(table.select(["admin0", "AAD", "scenario", "year"]).to_pylist())
        if row["scenario"] == scenario and row["year"] is not None and int(row["year"]) == year
    ]
    if not rows:
        raise Unusable(f"{file.name} has nothing for {scenario} in {year}.", "Name a scenario and year of the table.")
    twice = _again((number, country) for number, country, _ in rows)
    if twice:
        raise Unusable(f"{file.name}: a country stands twice.", "Keep one row for each.", twice)
    return {country: float(value) for _, country, value in rows if value is not None}


def _again(rows: Iterable[tuple[int, str]]) -> list[int]:
    seen: set[str] = set()
    return [number for number, country in rows if country in seen or seen.add(country)]  # type: ignore[func-returns-value]


def _workbook(file: Path) -> list[dict[str, object]]:
    calamine = needed("python_calamine")
    try:
        sheet = calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    except (OSError, calamine.CalamineError) as error:
        raise Unusable(f"{file.name} is no workbook: {error}.", "Give the file as IDMC publishes it.") from None
    head = [str(name) for name in sheet[0]]
    return [{name: None if value == "" else value for name, value in zip(head, row, strict=True)} for row in sheet[1:]]
