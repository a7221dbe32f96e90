"""The pages of studies: bands, labels of made-up data, ties, what is not known, and what was published."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from django.test import Client, override_settings
from django.utils.translation import override
from typer.testing import CliRunner

from safeconduct.cli.climate import app
from safeconduct.climate.band import Band
from safeconduct.climate.risk import Part
from safeconduct.climate.web.plotting import nice_top, ties_of
from safeconduct.climate.web.presenting import said
from tests.climate import test_study

pytestmark = pytest.mark.django_db


def test_the_list_labels_what_is_made_up(client: Client) -> None:
    page = client.get("/en/climate/").content.decode()
    assert "Six districts" in page
    assert "Made-up data" in page


def test_a_study_shows_bands_ties_and_what_is_not_known(client: Client) -> None:
    page = client.get("/en/climate/six-districts/").content.decode()
    assert "Nothing here says anything of a real place." in page
    assert "not known" in page
    assert "does not rank them" in page
    assert "data of 2024" in page
    assert "still displaced after 6 months" in page


def test_quantity_scenario_and_place_are_chosen_by_the_address(client: Client) -> None:
    asked = "?quantity=evacuation&scenario=worse+floods+in+2050&place=Islands"
    page = client.get(f"/en/climate/six-districts/{asked}").content.decode()
    assert '<option value="evacuation" selected>' in page
    assert "How bad a rare event can be, <bdi>Islands</bdi>" in page
    assert client.get("/en/climate/six-districts/?place=%3Cb%3E&quantity=x").status_code == 200


def test_the_data_say_that_they_are_made_up(client: Client) -> None:
    found = client.get("/en/climate/six-districts/risk.json").json()
    assert found["answers"][0]["risk"]["synthetic"]
    assert client.get("/en/climate/elsewhere/").status_code == 404


def test_an_operator_publishes_a_study(client: Client, tmp_path: Path) -> None:
    (tmp_path / "hazard.csv").write_text(test_study.HAZARD)
    (tmp_path / "people.csv").write_text(test_study.PEOPLE)
    (tmp_path / "study.yaml").write_text(test_study.STUDY)
    answers = CliRunner().invoke(app, ["risk", str(tmp_path / "study.yaml"), "--json"]).output
    published = tmp_path / "published"
    published.mkdir()
    (published / "two-floods.json").write_text(json.dumps(json.loads(answers)))
    with override_settings(CLIMATE=published):
        page = client.get("/cs/climate/two-floods/").content.decode()
        assert "Two floods" in page
        assert "zaokrouhlena" in page
        (published / "two-floods.json").write_text("{}")
        assert client.get("/cs/climate/two-floods/").status_code == 404


def test_numbers_are_rounded_to_what_they_can_bear() -> None:
    with override("en"):
        assert said(Band(0, 12_276, 39_681)).central == "12,300"
        assert said(Band(0.2, 0.6, 4)).central == "1"
        assert said(None).central == "not known"
    assert [nice_top(value) for value in (0, 1, 3, 20_000, 21_000)] == [1, 1, 5, 20_000, 25_000]


def test_neighbours_tie_where_each_centre_lies_in_the_other_band() -> None:
    one, two, three = (
        Part(name, Band(*band), {}, ()) for name, band in (("a", (5, 10, 15)), ("b", (4, 8, 12)), ("c", (0, 1, 2)))
    )
    assert ties_of([one, two, three]) == (("a", "b"),)
    assert msgspec.structs.asdict(one)["at"] is None
