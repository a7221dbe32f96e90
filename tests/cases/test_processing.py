"""The record of processing activities says all that is kept, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files

import pytest

from safeconduct.cases.controller import Controller, NotARecord, Transfer, example_controller, read_controller
from safeconduct.cases.processing import COLUMNS, Record, measures, recipients, record, table
from safeconduct.cases.retention import Schedule, schedule
from safeconduct.people.fields import fields
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Evidence, Place, Procedure

LIBRARY = Library.default()
PROCEDURES = [LIBRARY.load(entry.identity) for entry in LIBRARY.newest()]
READMISSION = LIBRARY.load("eu-tr/readmission")
TEXT = files("safeconduct").joinpath("library", "processing", "controller.yaml").read_text(encoding="utf-8")
TO_TURKIYE = Transfer("eu-tr/readmission", "requested state", "TR", "public interest 49(1)(d)", "note 12/2027")


def made(
    procedures: Sequence[Procedure] = PROCEDURES,
    controller: Controller | None = None,
    plan: Schedule | None = None,
) -> Record:
    return record(controller or example_controller(), procedures, LIBRARY.charter(), fields(), plan or schedule())


def test_the_record_holds_what_article_30_asks_for() -> None:
    found = made()
    assert found.controller.controller.name and found.controller.officer.e_mail  # (a)
    for activity in found.activities:
        assert activity.purposes  # (b)
        for datum in activity.data:
            assert all((datum.name, datum.purpose, datum.basis, datum.of_whom, datum.kept, datum.source))  # (b) (c) (f)
    assert any(activity.recipients for activity in found.activities)  # (d)
    assert len(found.measures) > 5  # (g)


def test_nothing_that_is_kept_is_missing() -> None:
    told = {datum.source for activity in made().activities for datum in activity.data}
    for procedure in PROCEDURES:
        assert {str(datum.place) for datum in procedure.data.values()} <= told
        assert {str(proof.place) for proof in procedure.evidence.values()} <= told
    for group, kept in fields().groups().items():
        assert {f"people/fields.yaml: {group}.{name}" for name in kept} <= told
    assert {f"retention.yaml: {name}" for name in schedule().categories} <= told


def test_recipients_are_those_who_hold_or_are_sent_a_datum() -> None:
    child = LIBRARY.load("common/best-interests-determination")
    assert recipients(child, "what the child told") == ("child protection officer", "panel")
    assert recipients(LIBRARY.load("common/access-to-data"), "copy of the data") == ("controller",)


def test_data_of_health_and_protection_are_told_apart() -> None:
    special = {datum.name for activity in made([READMISSION]).activities for datum in activity.data if datum.special}
    assert {"need of care", "asylum file"} <= special and "identity" not in special


def test_requests_about_data_are_kept_by_a_category_of_their_own() -> None:
    (request,) = (d for d in made([LIBRARY.load("common/restriction")]).activities[0].data if d.name == "request")
    assert request.kept == "3 years from: case extinguished; then erase"
    employee = made([LIBRARY.load("cz/employee-card")]).activities[0].data[0]
    assert employee.kept.startswith("5 years")


def test_a_transfer_abroad_stands_beside_the_data_that_go() -> None:
    rows = list(table(made(controller=replace(example_controller(), transfers=(TO_TURKIYE,)))))
    gone = [row for row in rows[1:] if row[COLUMNS.index("transfers")]]
    assert {row[COLUMNS.index("data")] for row in gone} == {"identity", "need of care"}
    assert "requested state (TR): GDPR, public interest 49(1)(d), note 12/2027" in gone[0][COLUMNS.index("transfers")]


@pytest.mark.parametrize(
    ("transfer", "words"),
    [
        (replace(TO_TURKIYE, procedure="eu/none"), "runs no procedure 'eu/none'"),
        (replace(TO_TURKIYE, recipient="asylum office"), "'asylum office' receives nothing"),
    ],
)
def test_a_transfer_to_nobody_is_refused(transfer: Transfer, words: str) -> None:
    placed = replace(transfer, place=Place("controller.yaml", 17))
    with pytest.raises(NotARecord, match=f"^controller.yaml:17: .*{words}"):
        made(controller=replace(example_controller(), transfers=(placed,)))


def test_a_proof_without_a_purpose_is_refused_with_file_and_line() -> None:
    for purpose, words in (("", "has no purpose"), ("curiosity", "no purpose of the charter")):
        proof = Evidence("photograph", ("photo",), "none", "RA 1", purpose, Place("x/procedure.yaml", 12))
        with pytest.raises(NotARecord, match=rf"^x/procedure.yaml:12: 'photograph' .*{words}"):
            made([replace(READMISSION, evidence={"photograph": proof})])


def test_data_that_no_schedule_ends_are_refused_with_file_and_line() -> None:
    plan = schedule()
    short = replace(plan, categories={k: v for k, v in plan.categories.items() if k != "file of a case"})
    with pytest.raises(NotARecord, match=r"procedure.yaml:\d+: nothing says how long this is kept.*'file of a case'"):
        made(plan=short)


def test_a_changed_file_gives_another_record() -> None:
    assert made().made_from != made([replace(p, hash="0" * 64) for p in PROCEDURES]).made_from
    assert made() == made()


def test_the_table_has_one_row_for_each_datum() -> None:
    found = made()
    rows = list(table(found))
    assert rows[0] == COLUMNS
    assert len(rows) == 1 + sum(len(activity.data) for activity in found.activities)
    assert all(len(row) == len(COLUMNS) and all(isinstance(cell, str) for cell in row) for row in rows)


def test_measures_are_sentences() -> None:
    assert all(one.endswith(".") for one in measures())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("data protection officer:", "officer:", "'data protection officer' must stand there once"),
        ("  name: Ministry of Example, Department of Residence\n", "", "'name' must be a text"),
        ("  e-mail: dpo@ministry.example\n", "", "nobody can reach"),
        ("joint controllers: []", "joint controllers: none", "must be an entry"),
        (
            "transfers: []",
            "transfers: [{procedure: a, recipient: b, country: TR, ground: trust}]",
            "'ground' cannot be",
        ),
        ("transfers: []", "transfers: [{procedure: a, recipient: b, ground: legal claims 49(1)(e)}]", "'country'"),
        ("transfers: []", "transfers: []\ncolour: red", "'colour' is unknown"),
        ("controller:\n", "controller: [\n", "not YAML"),
    ],
)
def test_a_settings_file_that_says_too_little_is_refused_with_its_line(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(NotARecord, match=rf"^controller.yaml:\d+: .*{words}"):
        read_controller(TEXT.replace(old, new, 1))


def test_a_settings_file_may_name_more() -> None:
    more = TEXT.replace("joint controllers: []", "joint controllers: [{name: City, e-mail: city@example}]").replace(
        "transfers: []",
        "transfers: [{procedure: eu-tr/readmission, recipient: requested state, country: TR, "
        "ground: legal claims 49(1)(e), documented in: note}]\nrepresentative: {name: Lawyer, telephone: '1'}",
    )
    found = read_controller(more)
    assert [c.name for c in found.joint] == ["City"]
    assert found.representative is not None and found.representative.name == "Lawyer"
    assert found.transfers[0].place.line == TEXT[: TEXT.index("transfers: []")].count("\n") + 1
