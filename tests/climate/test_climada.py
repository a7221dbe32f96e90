"""The same numbers as CLIMADA on the same input: a file that it wrote, and what it computed from it."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from safeconduct.climate.assumptions import Assumption
from safeconduct.climate.curves import Response, Table
from safeconduct.climate.exposure import Exposure
from safeconduct.climate.origin import Origin
from safeconduct.climate.reading import climada
from safeconduct.climate.refusal import Unusable
from safeconduct.climate.risk import exceeded_at
from safeconduct.climate.tally import tally

FILE = Path(__file__).with_name("climada-6.1.h5")
SAID = json.loads(FILE.with_suffix(".json").read_text(encoding="utf-8"))
ORIGIN = Origin("invented for this test", 2026, synthetic=True)


def exposure_of(said: dict[str, list[float]]) -> Exposure:
    rows = len(said["people"])
    return Exposure(
        ("all",), np.zeros(rows, dtype=np.int64), np.array(["BGD"] * rows), np.array(said["latitude"]),
        np.array(said["longitude"]), ("1", "2"), np.array(said["home"]) - 1, ("everybody",),
        np.array(said["people"])[:, None], np.zeros(rows), ORIGIN,
    )  # fmt: skip


def test_events_and_return_periods_agree() -> None:
    hazard = climada.read_hazard(FILE, "tropical cyclone", "m/s", ORIGIN)
    responses = tuple(Response(Table(*map(tuple, SAID["curves"][name]))) for name in ("1", "2"))
    sums = tally(hazard, exposure_of(SAID), [Assumption("CLIMADA's", responses)])
    at_event = sums.at_event[0, 0, :, 0]
    assert at_event == pytest.approx(SAID["at_event"], rel=1e-9)
    assert at_event @ hazard.frequency == pytest.approx(SAID["aai"], rel=1e-9)
    found = exceeded_at(SAID["rp"], at_event, hazard.frequency)
    assert found[:2] == pytest.approx(SAID["curve"][:2], rel=1e-9)
    # CLIMADA repeats its strongest event, of 38 years, for whatever is rarer; here that is not known.
    assert found[2:] == [None, None, None]


def test_its_fractions_are_read() -> None:
    fraction = climada.read_hazard(FILE, "tropical cyclone", "m/s", ORIGIN).fraction
    assert fraction is not None
    assert fraction.min() < 1


@pytest.mark.parametrize(
    ("unit", "change", "problem"),
    [
        ("km/h", lambda _: None, "unit is 'm/s', the study says 'km/h'"),
        ("m/s", lambda file: file["frequency_unit"].__setitem__(0, "1/month"), "unit of frequency"),
        ("m/s", lambda file: file["centroids"].attrs.__setitem__("metadata", "PROJCRS[UTM 45N]"), "another projection"),
        ("m/s", lambda file: file["frequency"].__setitem__(3, 70.0), "times a year"),
        ("m/s", lambda file: file.__delitem__("intensity"), "no hazard of CLIMADA"),
    ],
)
def test_other_units_and_projections_are_refused(tmp_path: Path, unit: str, change: object, problem: str) -> None:
    copy = tmp_path / FILE.name
    copy.write_bytes(FILE.read_bytes())
    with h5py.File(copy, "r+") as opened:
        change(opened)  # type: ignore[operator]
    with pytest.raises(Unusable, match=problem):
        climada.read_hazard(copy, "tropical cyclone", unit, ORIGIN)
