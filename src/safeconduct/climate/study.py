"""A study: which hazard meets which people, under which assumptions. One file, whose answers can be computed again."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Literal

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from safeconduct.climate.assumptions import Assumption, Assumptions, Quantity
from safeconduct.climate.curves import Curve, Response
from safeconduct.climate.duration import Staying, Stays, staying
from safeconduct.climate.exposure import Exposure
from safeconduct.climate.hazard import Hazard
from safeconduct.climate.origin import Origin
from safeconduct.climate.reading import climada, tables
from safeconduct.climate.refusal import Unusable
from safeconduct.climate.risk import RETURN_PERIODS, Risk, risk_of
from safeconduct.climate.scenarios import Scenario, exposure_under, hazard_under

READERS = {
    ".csv": tables.read_hazard,
    ".parquet": tables.read_hazard,
    ".h5": climada.read_hazard,
    ".hdf5": climada.read_hazard,
}


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file beside the study, and where it comes from."""

    file: str
    source: str
    year: int
    synthetic: bool = False

    @property
    def origin(self) -> Origin:
        """The origin of what the file holds."""
        return Origin(self.source, self.year, self.synthetic)


class HazardData(Data, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of events."""

    kind: str
    unit: str


class Central(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The assumption from which the central value comes."""

    curves: str
    threshold: float | None = None
    protection: float = 1.0


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked for one quantity: every curve with every threshold and every degree of protection is tried."""

    quantity: Quantity
    curves: dict[str, dict[str, Curve]]
    """Alternative sets of curves, each with one for every class of homes."""
    central: Central
    thresholds: tuple[float, ...] = ()
    """Shares of damage from which a home cannot be lived in. Without any, curves give the share of people at once."""
    protection: tuple[float, ...] = (1.0,)
    stays: Stays | None = None


class Study(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"years": "return periods"}):
    """The file of a study."""

    study: str
    hazard: HazardData
    exposure: Data
    quantities: tuple[Asked, ...]
    scenarios: tuple[Scenario, ...] = ()
    years: tuple[float, ...] = RETURN_PERIODS


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The risk of one quantity in one climate, and how long people stay displaced if that was stated."""

    scenario: str
    risk: Risk
    staying: Staying | None


class Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a study asks."""

    study: str
    figure: Literal["internal displacements (movements), by single events"]
    answers: tuple[Answer, ...]


def read_study(file: Path) -> Study:
    """Read the file of a study.

    Raises:
        Unusable: it cannot be read, or says something that a study cannot.

    """
    try:
        return msgspec.convert(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")), Study)
    except (msgspec.ValidationError, YAMLError, OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file.name}: {error}.", "Correct that entry.") from None


def answers_of(study: Study, folder: Path) -> Answers:
    """Answer everything that a study asks, today and under each scenario.

    Raises:
        Unusable: a file cannot be used; nothing is left out instead.

    """
    hazard, exposure = read_data(study, folder)
    found = [
        _answer(asked, name, danger, people, study.years)
        for name, danger, people in _climates(study, hazard, exposure)
        for asked in study.quantities
    ]
    return Answers(study.study, "internal displacements (movements), by single events", tuple(found))


def read_data(study: Study, folder: Path) -> tuple[Hazard, Exposure]:
    """Read the files that a study names, from its folder."""
    return _read_hazard(study.hazard, folder), tables.read_exposure(
        _there(study.exposure, folder), study.exposure.origin
    )


def assumptions_of(asked: Asked, classes: tuple[str, ...]) -> Assumptions:
    """Return every assumption that is tried for a quantity.

    Raises:
        Unusable: a class of homes has no curve, only one assumption is tried, or the central one is not among them.

    """
    ways = list(product(asked.curves, asked.thresholds or (None,), asked.protection))
    central = (asked.central.curves, asked.central.threshold, asked.central.protection)
    if len(ways) == 1 or central not in ways:
        problem = f"{asked.quantity}: {len(ways)} assumptions are tried, and the central one is to be among them."
        raise Unusable(problem, "Give other curves, thresholds or protection too: one answer has no band.")
    tried = tuple(Assumption(_name(way), _responses(asked, way, classes), way[2]) for way in ways)
    return Assumptions(asked.quantity, tried, ways.index(central))


def _answer(asked: Asked, scenario: str, hazard: Hazard, exposure: Exposure, years: tuple[float, ...]) -> Answer:
    risk = risk_of(hazard, exposure, assumptions_of(asked, exposure.classes), years)
    return Answer(scenario, risk, staying(risk.whole.average, asked.stays) if asked.stays else None)


def _climates(study: Study, hazard: Hazard, exposure: Exposure) -> list[tuple[str, Hazard, Exposure]]:
    today = [("today", hazard, exposure)]
    return today + [
        (scenario.name, hazard_under(hazard, scenario), exposure_under(exposure, scenario))
        for scenario in study.scenarios
    ]


def _read_hazard(data: HazardData, folder: Path) -> Hazard:
    file = _there(data, folder)
    if file.suffix not in READERS:
        problem = f"{file.name} is of a kind that cannot be read."
        raise Unusable(problem, f"Give a file ending in {', '.join(READERS)}.")
    return READERS[file.suffix](file, data.kind, data.unit, data.origin)


def _there(data: Data, folder: Path) -> Path:
    file = folder / data.file
    if not file.is_file():
        raise Unusable(f"There is no file {data.file} beside the study.", "Name it from the folder of the study.")
    return file


def _name(way: tuple[str, float | None, float]) -> str:
    curves, threshold, protection = way
    parts = [curves]
    if threshold is not None:
        parts.append(f"homes damaged {threshold:.0%} or more")
    if protection != 1:
        parts.append(f"protection times {protection:g}")
    return ", ".join(parts)


def _responses(asked: Asked, way: tuple[str, float | None, float], classes: tuple[str, ...]) -> tuple[Response, ...]:
    curves, threshold, _ = way
    missing = [name for name in classes if name not in asked.curves[curves]]
    if missing:
        problem = f"{asked.quantity}: {curves} has no curve for {', '.join(missing)}."
        raise Unusable(problem, "Give one for every class of homes in the exposure.")
    return tuple(Response(asked.curves[curves][name], threshold) for name in classes)
