"""Cases that began on paper: brought forward where they stand, with intervals where a start is not known to the day."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest

from safeconduct.cases import verbs
from safeconduct.cases.web import forwarding, rebuild, store
from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.people import person as records
from safeconduct.people.web.actions import register
from safeconduct.people.web.models import Person, Reading, Search
from safeconduct.people.web.reading import records_of
from safeconduct.procedures import run
from safeconduct.procedures.library import Library
from tests.access.world_cases import office
from tests.access.worlds import Role
from tests.cases.web.walking import day, on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY = date(2027, 2, 10)
PROCEDURE = Library.default().load("cz/employee-card")
STAGE = "examined"


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Role:
    """An officer of the office that takes these cases."""
    on(monkeypatch, TODAY)
    made, (its,) = office("north", "permit authority", Post.Role.OFFICER)
    made.procedures = [PROCEDURE.id]
    made.save()
    return its


def address(stage: str = STAGE) -> str:
    """The page for a stage."""
    return f"/en/cases/bring-forward/{PROCEDURE.identity}/?{urlencode({'stage': stage})}"


def known(limit: str, first: date, last: date | None = None) -> dict[str, str]:
    """When a limit began."""
    at = forwarding.limits(PROCEDURE).index(limit)
    return day(f"known-from{at}", first) | (day(f"known-to{at}", last) if last else {})


def typed(**more: str) -> dict[str, str]:
    """What is always typed."""
    so = {f"known-so{at}": "unsure" for at in range(len(PROCEDURE.circumstances))}
    many = {f"known-many{at}": "1" for at in range(len(PROCEDURE.people))}
    who = {"person-name": "Amina Rahman", "person-language": "en", "employer-name": "Baker and sons"}
    return {"known-old_number": "A 17/2026", "known-why": "Is she known?", **who, **so, **many, **more}


def test_the_stages_of_the_law_are_offered(officer: Role) -> None:
    page = text_of(officer.client.get("/en/cases/bring-forward/"))
    assert STAGE in forwarding.stages(PROCEDURE)
    assert f'value="{STAGE}"' in page
    assert PROCEDURE.identity in page


def test_an_interval_is_shown_before_anything_is_written(officer: Role) -> None:
    starts = known("decision", date(2027, 1, 11), date(2027, 1, 15))
    page = text_of(send(officer.client, address(), look="1", **typed(**starts)))
    assert "between" in page and "These last days follow" in page
    assert not Case.objects.exists() and not Person.objects.exists()


def test_a_case_goes_on_where_it_stands_and_is_found_by_its_old_number(officer: Role) -> None:
    starts = known("decision", date(2027, 1, 11), date(2027, 1, 15))
    answer = send(officer.client, address(), bring="1", **typed(**starts))
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/en/cases/{case.number}/"
    assert (case.stage, case.office) == (STAGE, Office.objects.get())
    store.SHELF.clear()
    file = store.file_of(case.pk.bytes)
    first = file.lines[0]
    assert (first.verb, first.on, first.source) == (verbs.BRINGS_FORWARD, TODAY, "another system")
    (decision,) = (due for due in run.due(file.case) if due.limit == "decision")
    assert decision.between is not None and decision.date == decision.between[0] == case.decision_due
    found = text_of(officer.client.get("/en/desk/", {"q": "a17 / 2026"}))
    assert case.number in found
    people = {p.party: p.person for p in case.participants.all()}
    assert set(people) == {"worker", "employer"}
    assert records_of(Person.objects.filter(pk=people["worker"]))[people["worker"]].called == "Amina Rahman"
    assert list(rebuild.differences()) == []


def test_one_number_is_brought_forward_once(officer: Role) -> None:
    starts = known("decision", date(2027, 1, 11))
    send(officer.client, address(), bring="1", **typed(**starts))
    again = send(officer.client, address(), bring="1", **typed(**starts))
    assert again.status_code == 409
    assert Case.objects.get().number in text_of(again)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2027, 2, 11), None), (date(2027, 1, 15), date(2027, 1, 11)), (date(2027, 1, 11), date(2027, 3, 1))],
)
def test_days_that_cannot_be_are_refused(officer: Role, first: date, last: date | None) -> None:
    assert send(officer.client, address(), bring="1", **typed(**known("decision", first, last))).status_code == 200
    assert not Case.objects.exists()


def test_a_stage_whose_time_runs_asks_when_it_began(officer: Role) -> None:
    limited = next(s.name for s in PROCEDURE.stages.values() if s.limit is not None)
    asked = send(officer.client, address(limited), bring="1", **typed())
    assert asked.status_code == 409 and "Say when the limit" in text_of(asked)
    assert not Case.objects.exists() and not Person.objects.exists()
    done = send(officer.client, address(limited), bring="1", **typed(**known("limit", TODAY)))
    assert done.status_code == 302, text_of(done)
    assert Case.objects.get().stage == limited


def test_who_is_known_already_is_offered_and_chosen_by_the_officer(officer: Role) -> None:
    born = register(records.Person("person", (records.Name("Aminah Rahmaan"),), born="1990-04-17"))
    other = register(records.Person("person", (records.Name("Petr Svoboda"),)))
    asked = send(officer.client, address(), bring="1", **typed(**known("decision", date(2027, 1, 11))))
    page = text_of(asked)
    assert "Aminah Rahmaan" in page and "1990-04-17" in page and "Petr Svoboda" not in page
    assert not Case.objects.exists() and Person.objects.count() == 2
    assert [(r.person_id, r.why) for r in Reading.objects.all()] == [(born.pk, "Is she known?")]
    assert {s.why for s in Search.objects.all()} == {"Is she known?"}
    (value,) = re.findall(r'name="worker-known" value="([^"]+)"', page)[:-1]
    more = known("decision", date(2027, 1, 11)) | {"worker-known": value}
    assert send(officer.client, address(), bring="1", **typed(**more)).status_code == 302
    people = {p.party: p.person for p in Case.objects.get().participants.all()}
    assert people["worker"] == born.pk and other.pk not in people.values()
    assert Person.objects.count() == 3, "only the employer is new"


@pytest.mark.parametrize("said", ["anew", "somebody else"])
def test_nobody_is_chosen_but_who_was_offered(officer: Role, said: str) -> None:
    there = register(records.Person("person", (records.Name("Amina Rahman"),)))
    more = known("decision", date(2027, 1, 11)) | {"worker-known": there.pk if said != "anew" else said}
    done = send(officer.client, address(), bring="1", **typed(**more))
    assert done.status_code == (302 if said == "anew" else 200)
    assert Person.objects.count() == (3 if said == "anew" else 1)


def test_nobody_is_looked_for_without_a_reason(officer: Role) -> None:
    sent = typed(**known("decision", date(2027, 1, 11))) | {"known-why": " "}
    assert send(officer.client, address(), bring="1", **sent).status_code == 200
    assert not Case.objects.exists() and not Search.objects.exists()


def test_only_the_office_that_takes_such_cases_brings_them(officer: Role) -> None:
    _, (other,) = office("labour", "labour office", Post.Role.OFFICER)
    assert other.client.get(address()).status_code == 404
    assert officer.client.get(address("no stage")).status_code == 404
    assert officer.client.get("/en/cases/bring-forward/nothing/?stage=x").status_code == 404
