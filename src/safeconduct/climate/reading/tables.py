"""Hazards and exposures as tables: CSV, or Parquet with or without a geometry of points (GeoParquet)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from safeconduct.climate.exposure import Exposure, numbered
from safeconduct.climate.hazard import DEGREES, Floats, Hazard, from_entries
from safeconduct.climate.origin import Origin
from safeconduct.climate.refusal import Unusable

HAZARD = ("event", "frequency", "latitude", "longitude", "intensity")
EXPOSURE = ("place", "country", "latitude", "longitude", "home")
GROUP = "people:"
POINT_BYTES = 21
"""A point in well-known binary: byte order, kind, two doubles."""


def read_hazard(file: Path, kind: str, unit: str, origin: Origin) -> Hazard:
    """Read ``event, frequency, latitude, longitude, intensity``: a row for each point and event, 0 where it is not hit.

    A point without danger stands in the file with intensity 0: only so is it known that it was looked at.

    Raises:
        Unusable: a column is missing, a value is no number, or an event has two frequencies.

    """
    table = read_table(file, HAZARD)
    names, event = numbered(_texts(table, "event", file))
    grid, point = _grid(*_points(table, file))
    each = _numbers(table, "frequency", file)
    frequency = np.zeros(len(names))
    frequency[event] = each
    if (unequal := frequency[event] != each).any():
        problem = f"{file.name}: an event has more than one frequency."
        raise Unusable(problem, "Give each event one frequency per year.", np.flatnonzero(unequal))
    return from_entries(kind, unit, grid, frequency, (event, point, _numbers(table, "intensity", file)), origin)


def read_exposure(file: Path, origin: Origin) -> Exposure:
    """Read ``place, country, latitude, longitude, home``, people as ``people:<group>``, and ``protection`` if known.

    Raises:
        Unusable: a column is missing, or a value is no number, negative or unknown.

    """
    table = read_table(file, EXPOSURE)
    groups = tuple(name.removeprefix(GROUP) for name in table.column_names if name.startswith(GROUP))
    if not groups:
        problem = f"{file.name} has no people."
        raise Unusable(problem, f"Add a column {GROUP}everybody, or one for each group that overlaps with no other.")
    places, place = numbered(_texts(table, "place", file))
    classes, home = numbered(_texts(table, "home", file))
    people = np.column_stack([_numbers(table, GROUP + group, file) for group in groups])
    protection = _numbers(table, "protection", file) if "protection" in table.column_names else np.zeros(len(place))
    country = np.array(_texts(table, "country", file), dtype=np.str_)
    return Exposure(
        places, place, country, *_points(table, file), classes, home, groups, people, protection, origin
    )  # fmt: skip


def read_table(file: Path, columns: tuple[str, ...]) -> pa.Table:
    """Read a CSV or Parquet file that has at least these columns; a geometry stands for latitude and longitude."""
    table = _parquet(file) if file.suffix == ".parquet" else _csv(file)
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        problem = f"{file.name} has no column {', '.join(missing)}."
        raise Unusable(problem, f"The columns are {', '.join(columns)}.")
    return table


def _csv(file: Path) -> pa.Table:
    """Read UTF-8, or Latin-1 where it is none, as older tables of countries are."""
    text = file.read_bytes()
    try:
        text.decode()
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "latin-1"
    try:
        return pa_csv.read_csv(pa.BufferReader(text), read_options=pa_csv.ReadOptions(encoding=encoding))
    except pa.ArrowInvalid as error:
        raise Unusable(f"{file.name} is no table: {error}.", "Give a CSV file with a head.") from None


def _parquet(file: Path) -> pa.Table:
    try:
        table = pq.read_table(file)
    except pa.ArrowInvalid as error:
        raise Unusable(f"{file.name} is no Parquet file: {error}.", "Write it anew.") from None
    described = (table.schema.metadata or {}).get(b"geo")
    if described is None:
        return table
    geo = json.loads(described)
    column = geo["primary_column"]
    _refuse_other_projections(file, geo["columns"][column].get("crs", DEGREES))
    longitude, latitude = _wkb_points(table[column].to_pylist(), file)
    return table.append_column("latitude", pa.array(latitude)).append_column("longitude", pa.array(longitude))


def _refuse_other_projections(file: Path, crs: object) -> None:
    """GeoParquet names a projection as PROJJSON; absent it is OGC:CRS84, which is EPSG:4326 with longitude first."""
    code = crs.get("id") if isinstance(crs, dict) else None
    if crs == DEGREES or (isinstance(code, dict) and str(code.get("code")) in {"4326", "CRS84"}):
        return
    problem = f"{file.name} is in another projection than {DEGREES}."
    raise Unusable(problem, "Project it yourself, so that you know what it cost.")


def _wkb_points(binary: list[bytes | None], file: Path) -> tuple[Floats, Floats]:
    whole = [row for row, value in enumerate(binary) if value is None or len(value) != POINT_BYTES or value[0] != 1]
    if whole:
        raise Unusable(f"{file.name}: a geometry is no point.", "Give points, such as centres of cells.", whole)
    pairs = np.array([np.frombuffer(value or b"", "<f8", 2, 5) for value in binary]).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _points(table: pa.Table, file: Path) -> tuple[Floats, Floats]:
    return _numbers(table, "latitude", file), _numbers(table, "longitude", file)


def _grid(latitude: Floats, longitude: Floats) -> tuple[tuple[Floats, Floats], NDArray[np.int64]]:
    points, number = np.unique(np.column_stack([latitude, longitude]), axis=0, return_inverse=True)
    return (points[:, 0], points[:, 1]), number.ravel()


def _texts(table: pa.Table, name: str, file: Path) -> list[str]:
    column = table[name]
    _refuse_empty(column, name, file)
    return [str(value) for value in column.to_pylist()]


def _numbers(table: pa.Table, name: str, file: Path) -> Floats:
    column = table[name]
    _refuse_empty(column, name, file)
    try:
        return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
    except pa.ArrowInvalid:
        wrong = [row for row, value in enumerate(column.to_pylist()) if not _is_number(value)]
        raise Unusable(f"{file.name}: {name} is no number.", "Correct these rows.", wrong) from None


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _refuse_empty(column: pa.ChunkedArray, name: str, file: Path) -> None:
    empty = np.flatnonzero(np.asarray(pc.is_null(column).to_numpy()))
    if len(empty):
        raise Unusable(f"{file.name}: {name} is empty.", "Fill in what is known; unknown is not zero.", empty)
