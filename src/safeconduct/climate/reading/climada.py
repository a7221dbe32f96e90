"""Hazards in the HDF5 format of CLIMADA, of version 6 and before. Nothing in them is unpickled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from safeconduct.climate.hazard import DEGREES, Floats, Hazard
from safeconduct.climate.origin import Origin
from safeconduct.climate.reading.extra import needed
from safeconduct.climate.refusal import Unusable

if TYPE_CHECKING:
    import h5py

    Group: TypeAlias = h5py.Group

PER_YEAR = "1/year"


def read_hazard(file: Path, kind: str, unit: str, origin: Origin) -> Hazard:
    """Read a hazard; its unit must be the one that the study names.

    Raises:
        Unusable: the file is none of CLIMADA's, its unit or projection is another, or a value is impossible.

    """
    h5py = needed("h5py")
    try:
        with h5py.File(file) as opened:
            return _read(opened, file.name, (kind, unit, origin))
    except (OSError, KeyError) as error:
        problem = f"{file.name} is no hazard of CLIMADA: {error}."
        raise Unusable(problem, "Write it with Hazard.write_hdf5.") from None


def _read(opened: Group, name: str, said: tuple[str, str, Origin]) -> Hazard:
    kind, unit, origin = said
    _refuse_other(name, "unit", _text(opened, "units", ""), unit)
    _refuse_other(name, "unit of frequency", _text(opened, "frequency_unit", PER_YEAR), PER_YEAR)
    intensity = opened["intensity"]
    if "data" not in intensity:
        raise Unusable(f"{name} is written densely.", "Write it with todense=False.")
    latitude, longitude = _centroids(opened["centroids"], name)
    values = intensity["data"][:].astype(np.float64)
    hazard = Hazard(
        kind,
        unit,
        latitude,
        longitude,
        opened["frequency"][:].astype(np.float64),
        intensity["indptr"][:].astype(np.int64),
        intensity["indices"][:].astype(np.int32),
        np.where(values == 0, 1.0, values),
        origin,
        _fraction(opened, name),
    )
    return hazard.kept(values != 0) if (values == 0).any() else hazard


def _fraction(opened: Group, name: str) -> Floats | None:
    """Return the fraction of each entry; none where the file has none or all are whole."""
    fraction = opened.get("fraction")
    if fraction is None or not len(fraction["data"]) or bool((fraction["data"][:] == 1).all()):
        return None
    same = all(np.array_equal(fraction[part][:], opened["intensity"][part][:]) for part in ("indptr", "indices"))
    if not same:
        problem = f"{name}: fractions stand at other points than intensities."
        raise Unusable(problem, "Write fraction and intensity with the same entries.")
    return np.asarray(fraction["data"][:], dtype=np.float64)


def _centroids(group: Group, name: str) -> tuple[Floats, Floats]:
    if "latitude" in group and len(group["latitude"]):
        _refuse_projection(name, str(group["crs"][0]) if "crs" in group else DEGREES)
        return group["latitude"][:].astype(np.float64), group["longitude"][:].astype(np.float64)
    # Version 6 writes a table of pandas: names of columns in block*_items, their numbers in block*_values.
    _refuse_projection(name, str(group.attrs.get("metadata", DEGREES)))
    for number in range(8):
        names = [item.decode() for item in group.get(f"block{number}_items", ())]
        if "geometry.x" in names:
            values = group[f"block{number}_values"][:].astype(np.float64)
            return values[:, names.index("geometry.y")], values[:, names.index("geometry.x")]
    raise Unusable(f"{name} has no points.", "Write it with centroids that are points.")


def _refuse_projection(name: str, crs: str) -> None:
    if not any(word in crs for word in ("4326", "WGS 84", "WGS84")) or "PROJCRS" in crs:
        problem = f"{name} is in another projection than {DEGREES}."
        raise Unusable(problem, "Project it yourself, so that you know what it cost.")


def _refuse_other(name: str, what: str, found: str, expected: str) -> None:
    if found != expected:
        problem = f"{name}: the {what} is {found!r}, the study says {expected!r}."
        raise Unusable(problem, "Say in the study what the file has, or convert the file.")


def _text(opened: Group, key: str, otherwise: str) -> str:
    if key not in opened:
        return otherwise
    value = opened[key][0]
    return value.decode() if isinstance(value, bytes) else str(value)
