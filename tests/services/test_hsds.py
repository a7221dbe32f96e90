"""Directories as HSDS 3.0 has them: read, told what is wrong, written, and read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from safeconduct.services.directory import read_json, write_json
from safeconduct.services.package import read_package, write_package
from tests.services.making import demo, rows

SCHEMAS = Path(__file__).parents[3] / "shared" / "data" / "schemas"
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="The schemas of HSDS 3.0 are not in ../shared/data.")


@pytest.fixture(scope="module")
def published() -> Draft202012Validator:
    """The schema of an organisation as Open Referral publishes it."""
    return Draft202012Validator(json.loads((SCHEMAS / "hsds-organization.json").read_text("utf-8")))


@needs_schemas
@pytest.mark.parametrize("name", ["service", "organization"])
def test_the_examples_of_the_specification_come_out_as_they_went_in(name: str, published: Draft202012Validator) -> None:
    reading = read_json((SCHEMAS / f"hsds-{name}_full.json").read_bytes(), f"{name}.json")
    assert reading.wrong == ()
    assert "latitude: 100 lies outside ±90" in str(reading.problems[0])
    written = write_json(reading.directory)
    assert read_json(written, "again").directory == reading.directory
    assert [error.message for row in json.loads(written) for error in published.iter_errors(row)] == []


@needs_schemas
def test_what_is_exported_fits_the_published_schema(published: Draft202012Validator) -> None:
    assert [error.message for row in json.loads(write_json(demo())) for error in published.iter_errors(row)] == []


def test_a_directory_survives_both_forms() -> None:
    assert read_json(write_json(demo()), "again").directory == demo()
    files = write_package(demo())
    reading = read_package(files)
    assert reading.problems == ()
    assert reading.directory == demo()
    assert write_package(reading.directory) == files


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "name: is missing. A service needs it"),
        ({"minimum_age": "eighteen"}, "minimum_age: 'eighteen' is no number"),
        ({"minimum_age": 30, "maximum_age": 20}, "minimum_age: 30 is above maximum_age 20"),
        ({"assured_date": "1.10.2026"}, "assured_date: '1.10.2026' is no date. Write the day as 2027-03-01."),
        ({"email": "nobody"}, "email: 'nobody' is no email"),
        ({"status": "open"}, "status: 'open' is none of active, inactive, defunct, temporarily closed"),
        ({"id": "17"}, "id: '17' is no uuid"),
        ({"phones": {}}, "phones: is no list"),
        ({"phones": [{"id": "69a5f0c3-0000-4000-8000-000000000001"}]}, "phones[0], number: is missing"),
    ],
)
def test_what_is_wrong_is_told_with_file_row_and_field(change: dict[str, Any], told: str) -> None:
    found = rows()
    found[0]["services"][0] |= change
    reading = read_json(json.dumps(found), "mine.json")
    (problem,) = reading.wrong
    assert str(problem).startswith("mine.json, [0] “Association Teranga Retour” › services[0]")
    assert told in str(problem)
    assert len(reading.directory.services) == len(demo().services) - 1


def test_what_the_specification_does_not_know_is_kept_and_told() -> None:
    found = rows()
    found[0]["services"][0]["opening_soon"] = "yes"
    reading = read_json(json.dumps(found), "mine.json")
    assert [str(one).partition(", ")[2].rpartition(", ")[2] for one in reading.problems] == [
        "opening_soon: is no field of service in HSDS 3.0. It is kept as it came."
    ]
    assert reading.wrong == ()
    assert "opening_soon" in write_json(reading.directory).decode()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("service.csv", "active", "opened", "service.csv, row 2, status: 'opened' is none of"),
        ("location.csv", "physical", "", "location.csv, row 2, location_type: is missing"),
        ("cost_option.csv", ",XOF,", ",XOF,,,", "cost_option.csv, row"),
    ],
)
def test_a_package_is_told_by_its_rows(file: str, old: str, new: str, told: str) -> None:
    files = write_package(demo())
    head, _, body = files[file].partition("\r\n")
    reading = read_package(files | {file: f"{head}\r\n{body.replace(old, new, 1)}"})
    assert any(str(one).startswith(told) for one in reading.wrong), [str(one) for one in reading.wrong]


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"contents": 1}', '"x"', '{"contents": [null]}', '[{"services": 1}]']
)
def test_whatever_comes_is_told_and_never_breaks(text: str) -> None:
    assert read_json(text, "any.json").wrong


def test_a_service_without_its_organisation_is_told() -> None:
    service = rows()[0]["services"][0] | {"organization_id": "69a5f0c3-0000-4000-8000-000000000001"}
    (problem,) = read_json(json.dumps(service), "one.json").wrong
    assert "organization_id: names no organisation of this file" in str(problem)
