"""The copy of their data that a person gets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from safeconduct.cases.controller import example_controller
from safeconduct.cases.data_copy import ERASED, OF_OTHERS, Of, copy_of_data, written
from safeconduct.cases.file import File, Line
from safeconduct.cases.processing import record
from safeconduct.cases.recording import Author, Told
from safeconduct.cases.retention import schedule
from safeconduct.cases.said import Assignment, Joined, Said
from safeconduct.people.fields import fields
from safeconduct.procedures.library import Library
from tests.cases.making import FILED, OFFICER, file_of, law, played

LIBRARY = Library.default()
RECORD = record(
    example_controller(),
    [LIBRARY.load("cz/employee-card"), LIBRARY.load("eu-tr/readmission")],
    LIBRARY.charter(),
    fields(),
    schedule(),
)
EMPLOYER = Author("key of the employer", "employer", "portal")
DAY = date(2027, 2, 1)


def file() -> File:
    its = law()
    extra = [
        Told(OFFICER, OFFICER.role, "writes", "", "", "", "2027-01-12", Said(text="Your file is complete. Žádost.")),
        Told(EMPLOYER, "employer", "writes", "", "", "", "2027-01-13", Said(text="The wage is 52000.")),
    ]
    return file_of(played(its, FILED, {}, []), its, extra)


def test_a_copy_holds_what_article_15_asks_for() -> None:
    copy = copy_of_data({"names": ["Aisha Rahman"]}, [Of("3NQ54-LVDGF", file(), ("worker",))], RECORD, DAY)
    for part in (
        "controller",
        "supervisory authority",
        "rights",
        "automated decisions",
        "processing",
        "person",
        "cases",
    ):
        assert copy[part], part
    for activity in copy["processing"]:
        for datum in activity["data"]:
            assert datum["purpose"] and datum["kept"] and "recipients" in datum and datum["given by"]
    (case,) = copy["cases"]
    assert [entry["by"] for entry in case["entries"]][-2:] == ["permit authority", "employer"]
    assert [entry["content"].get("text") for entry in case["entries"]][-2:] == [
        "Your file is complete. Žádost.",
        "The wage is 52000.",
    ]


def test_only_activities_in_which_the_person_stands_are_told() -> None:
    copy = copy_of_data({}, [Of("3NQ54-LVDGF", file(), ("worker",))], RECORD, DAY)
    told = [activity["activity"] for activity in copy["processing"]]
    assert any("cz/employee-card" in name for name in told) and not any("eu-tr" in name for name in told)
    assert "running the instance" in told


def test_somebody_who_may_not_read_an_entry_gets_no_content_of_it() -> None:
    copy = copy_of_data({}, [Of("3NQ54-LVDGF", file(), ("employer",))], RECORD, DAY)
    officer, employer = copy["cases"][0]["entries"][-2:]
    assert (officer["content withheld because"], "content" in officer) == (OF_OTHERS, False)
    assert employer["content"]["text"] == "The wage is 52000."
    assert "complete" not in written(copy).decode()


def test_what_is_withheld_stands_there_with_its_reason() -> None:
    def withheld(line: Line) -> str:
        return "it names a witness" if line.role == "employer" else ""

    copy = copy_of_data({}, [Of("3NQ54-LVDGF", file(), ("worker",))], RECORD, DAY, withheld)
    entry = copy["cases"][0]["entries"][-1]
    assert entry["content withheld because"] == "it names a witness" and entry["counts on"] == "2027-01-13"
    assert "52000" not in written(copy).decode()


def test_what_was_erased_is_said_to_be_erased() -> None:
    whole = file()
    erased = replace(whole, lines=(*whole.lines[:-1], whole.lines[-1]._replace(said=None)))
    copy = copy_of_data({}, [Of("3NQ54-LVDGF", erased, ("worker",))], RECORD, DAY)
    assert copy["cases"][0]["entries"][-1]["content withheld because"] == ERASED


def test_officials_and_others_are_named_by_their_role_alone() -> None:
    its = law()
    author = Author("number 8841", "permit authority", "portal", typed_by="number 8842")
    said = Said(joined=Joined("employer", "number 8843"), assignment=Assignment("Brno", "number 8844", "load"))
    of = file_of(
        played(its, FILED, {}, []), its, [Told(author, author.role, "assigns", "", "", "", "2027-01-12", said)]
    )
    text = written(copy_of_data({}, [Of("3NQ54-LVDGF", of, ("worker",))], RECORD, DAY)).decode()
    assert "permit authority" in text and "Brno" in text and "employer" in text
    assert "number 88" not in text


def test_the_file_can_be_read_back_and_keeps_every_letter() -> None:
    of = Of("3NQ54-LVDGF", file(), ("worker",), ((date(2027, 1, 14), "called, no answer"),))
    copy = copy_of_data({"names": ["عائشة", "Žofie"]}, [of], RECORD, DAY)
    assert json.loads(written(copy)) == json.loads(json.dumps(copy))
    assert "عائشة" in written(copy).decode() and "called, no answer" in written(copy).decode()
