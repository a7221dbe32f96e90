"""A study: files in, bands out, on the command line; and what is said of files that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from safeconduct.cli.climate import app

HAZARD = """event,frequency,latitude,longitude,intensity
A,0.1,22.1,89.1,1.0
A,0.1,22.2,89.2,0.4
B,0.01,22.1,89.1,2.0
B,0.01,22.2,89.2,1.0
B,0.01,21.9,89.3,0.6
"""
PEOPLE = """place,country,latitude,longitude,home,protection,people:women,people:men
north,BGD,22.1,89.1,brick,0,100,80
north,BGD,22.2,89.2,brick,0,200,150
south,BGD,21.9,89.3,brick,0,50,40
"""
STUDY = """study: Two floods
hazard: {file: hazard.csv, kind: river flood, unit: m, source: worked by hand, year: 2024, synthetic: true}
exposure: {file: people.csv, source: worked by hand, year: 2022}
return periods: [10, 100, 250]
quantities:
  - quantity: housing loss
    curves:
      linear: {brick: {form: table, intensity: [0, 2], shares: [0, 1]}}
    thresholds: [0.15, 0.25, 0.75]
    central: {curves: linear, threshold: 0.25}
    stays:
      sheltered: {low: 0.2, central: 0.5, high: 0.8}
      months: {3: {low: 0.1, central: 0.3, high: 0.5}}
      source: worked by hand
  - quantity: evacuation
    curves:
      warned: {brick: {form: threshold, at: 0.5, share: 0.8}}
      surprised: {brick: {form: threshold, at: 0.5, share: 0.2}}
    central: {curves: warned}
scenarios:
  - {name: pessimistic, year: 2050, source: worked by hand, frequency: 2}
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "hazard.csv").write_text(HAZARD)
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "study.yaml").write_text(STUDY)
    return tmp_path / "study.yaml"


def answered(study: Path) -> dict[str, object]:
    result = CliRunner().invoke(app, ["risk", str(study), "--json"])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def refused(study: Path) -> str:
    result = CliRunner().invoke(app, ["risk", str(study)])
    assert result.exit_code == 1
    return result.output


def test_bands_by_hand(study: Path) -> None:
    # Damage of 0.25 is a depth of 0.5 m, so this is the example that test_risk works out.
    answers = answered(study)["answers"]
    loss = answers[0]["risk"]  # type: ignore[index]
    assert loss["whole"]["average"] == pytest.approx({"low": 1.8, "central": 24.2, "high": 59.2})
    assert answers[0]["staying"]["months"]["3"]["central"] == pytest.approx(7.26)  # type: ignore[index]
    assert loss["synthetic"]
    assert loss["whole"]["curve"][2]["people"] is None
    assert [answer["scenario"] for answer in answers] == ["today", "today", "pessimistic", "pessimistic"]  # type: ignore[attr-defined]


def test_the_words_name_band_source_and_what_is_missing(study: Path) -> None:
    said = CliRunner().invoke(app, ["risk", str(study)]).output
    assert "Everywhere: 24 (2 to 59) in an average year" in said
    assert "once in 250 years: not known" in said
    assert "SYNTHETIC" in said
    assert "worked by hand, data of 2022" in said
    assert "Slow onset" in said


def test_parquet_and_geoparquet_give_the_same(study: Path) -> None:
    expected = answered(study)
    folder = study.parent
    pq.write_table(pa_csv.read_csv(folder / "hazard.csv"), folder / "hazard.parquet")
    table = pa_csv.read_csv(folder / "people.csv")
    points = zip(table["longitude"].to_pylist(), table["latitude"].to_pylist(), strict=True)
    wkb = pa.array([b"\x01\x01\x00\x00\x00" + _doubles(*point) for point in points], pa.binary())
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    table = table.drop_columns(["latitude", "longitude"]).append_column("geometry", wkb)
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), folder / "people.parquet")
    study.write_text(STUDY.replace("hazard.csv", "hazard.parquet").replace("people.csv", "people.parquet"))
    assert answered(study) == expected
    geo["columns"]["geometry"]["crs"] = {"id": {"authority": "EPSG", "code": 3857}}  # type: ignore[index]
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), folder / "people.parquet")
    assert "another projection" in refused(study)


def _doubles(east: float, north: float) -> bytes:
    import struct

    return struct.pack("<2d", east, north)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("people.csv", "south,BGD,21.9", "south,BGD,21.8", "lie on no point of the hazard's grid. Rows: 2"),
        ("people.csv", ",200,150", ",-200,150", "People are negative or no number. Rows: 1"),
        ("people.csv", ",200,150", ",,150", "people:women is empty. Rows: 1"),
        ("people.csv", "south,BGD", "south,XX", "No country has the code XX. Rows: 2"),
        ("people.csv", "people:women,people:men", "women,men", "has no people"),
        ("people.csv", "brick,0,50", "straw,0,50", "no curve for straw"),
        ("hazard.csv", "A,0.1,22.2", "A,0.2,22.2", "more than one frequency. Rows: 0"),
        ("hazard.csv", "B,0.01", "B,100", "Give the frequency per year"),
        ("hazard.csv", "0.6\n", "deep\n", "intensity is no number. Rows: 4"),
        ("hazard.csv", "0.6\n", "-0.6\n", "negative or no number. Rows: 4"),
        ("hazard.csv", "intensity", "depth", "has no column intensity"),
        ("study.yaml", "hazard.csv", "hazard.shp", "There is no file hazard.shp"),
        ("study.yaml", "[0.15, 0.25, 0.75]", "[0.25]", "one answer has no band"),
        ("study.yaml", "year: 2024, ", "", "missing required field `year`"),
    ],
)
def test_what_cannot_be_used_is_said(study: Path, file: str, old: str, new: str, said: str) -> None:
    path = study.parent / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert said in refused(study)
