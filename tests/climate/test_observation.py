"""Models beside what was observed: published figures again, and numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.climate import app
from safeconduct.climate.band import Band
from safeconduct.climate.observation import (
    Comparison,
    Event,
    Observed,
    compare,
    modelled_of,
    next_band,
    observed_of,
    recalibrated,
    spearman,
)
from safeconduct.climate.reading.idmc import read_country_table, read_events
from safeconduct.climate.refusal import Unusable
from tests.climate import shared

YEARS = (2008, 2022)


def published(hazard: str, *tables: str) -> Comparison:
    events = read_events(shared.needed("displacement/idmc-gidd-disasters-2008-2022.xlsx"))
    assert len(events) == 9746
    modelled = modelled_of(
        [read_country_table(shared.needed(f"displacement/{each}"), "current", 2020) for each in tables], 0
    )
    return compare(modelled, observed_of(events, hazard, YEARS), "housing loss", 2020)


@pytest.mark.parametrize(
    ("hazard", "tables", "countries", "correlation", "ratio"),
    [
        ("Flood", ["FL_admin0.csv"], 152, 0.81, 1.25),
        ("Storm", ["tc_admin0_0.3_event-based.csv", "tc_admin0_0.55_event-based.csv"], 120, 0.46, 0.09),
        ("Drought", ["drought_admin0.csv"], 17, 0.27, 4.20),
    ],
)
def test_the_global_model_beside_idmc(
    hazard: str, tables: list[str], countries: int, correlation: float, ratio: float
) -> None:
    found = published(hazard, *tables)
    assert len(found.countries) == countries
    assert found.rank_correlation == pytest.approx(correlation, abs=0.005)
    assert found.ratio.central == pytest.approx(ratio, abs=0.005)
    assert found.banded == (len(tables) > 1)


def test_two_thresholds_make_a_band() -> None:
    names = ("tc_admin0_0.3_event-based.csv", "tc_admin0_0.55_event-based.csv")
    tables = [read_country_table(shared.needed(f"displacement/{name}"), "current", 2020) for name in names]
    assert [round(sum(table.values())) for table in tables] == [808_623, 168_841]
    assert modelled_of(tables, 0)["PHL"].low == pytest.approx(104_317, abs=1)


EVENTS = (
    Event("MOZ", 2019, "Storm", 500.0),
    Event("MOZ", 2019, "Storm", 100.0),
    Event("MOZ", 2021, "Storm", 60.0),
    Event("MOZ", 2021, "Flood", 9.0),
    Event("MOZ", 2007, "Storm", 9.0),
)


def test_years_without_an_event_count() -> None:
    found = observed_of(EVENTS, "Storm", (2019, 2022))["MOZ"]
    assert found == Observed("MOZ", 165, 0, 600, 3, 2019, 2022)


def test_rank_correlation_by_hand() -> None:
    assert spearman([1, 2, 3, 4], [10, 30, 20, 40]) == pytest.approx(0.8)
    assert spearman([1, 2, 2, 4], [1, 2, 2, 4]) == pytest.approx(1)


def side_by_side(*pairs: tuple[float, float]) -> Comparison:
    codes = ("MOZ", "BGD", "PHL", "IND", "NLD", "USA")
    modelled = {code: Band(one / 2, one, one * 2) for code, (one, _) in zip(codes, pairs, strict=False)}
    observed = {
        code: Observed(code, seen, 0, seen, 1, 2019, 2022) for code, (_, seen) in zip(codes, pairs, strict=False)
    }
    return compare(modelled, observed, "evacuation", 2020)


def test_recalibration_by_hand() -> None:
    # Observed over modelled: 2, 2, 4, 8, 2. The middle is 2; whoever is left out, the rest have the middle 2 to 3.
    found = recalibrated(side_by_side((1, 2), (2, 4), (5, 20), (1, 8), (10, 20)))
    assert found.factor.central == pytest.approx(2)
    assert found.error_before == pytest.approx(2)
    assert found.error_after < found.error_before
    assert next_band(Band(1, 2, 3), found).central == pytest.approx(4)


def test_the_ratio_has_the_band_of_the_model() -> None:
    found = side_by_side((1, 2), (3, 2))
    assert found.ratio == Band(0.5, 1, 2)
    assert found.within == 2
    assert any("Evacuation" not in why and "leave before" in why for why in found.why)


def test_a_factor_from_next_to_nothing_is_refused() -> None:
    with pytest.raises(Unusable, match="Only 2 countries"):
        recalibrated(side_by_side((1, 2), (3, 2), (0, 5)))


def test_the_command_says_year_correlation_and_why(tmp_path: Path) -> None:
    rows = ["ISO3,Year,Hazard Type,Disaster Internal Displacements"]
    codes = ("MOZ", "BGD", "PHL", "IND", "NLD")
    rows += [f"{code},2019,Flood,{100 * (place + 1)}" for place, code in enumerate(codes)]
    (tmp_path / "gidd.csv").write_text("\n".join(rows))
    table = "admin0,AAD,scenario,year\n" + "\n".join(f"{code},50,current,2020" for code in codes)
    (tmp_path / "model.csv").write_text(table)
    words = [
        "compare",
        str(tmp_path / "gidd.csv"),
        str(tmp_path / "model.csv"),
        "--hazard",
        "Flood",
        "--years",
        "2019-2019",
    ]
    said = CliRunner().invoke(app, words).output
    assert "model of 2020 beside observation of 2019 to 2019, 5 countries" in said
    assert "One table has no band" in said
    (tmp_path / "gidd.csv").write_text("\n".join(rows).replace("NLD", "XXX"))
    assert "No country has the code XXX. Rows: 4" in CliRunner().invoke(app, words).output
