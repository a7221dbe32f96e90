"""Invented people: names in their scripts, nobody reachable, some without e-mail, some in need of something."""

from __future__ import annotations

import unicodedata
from datetime import date

from tests.cases.seed.replaying import TODAY, made

SCRIPTS = {
    "Cyrl": "CYRILLIC",
    "Latn": "LATIN",
    "Arab": "ARABIC",
    "Ethi": "ETHIOPIC",
    "Deva": "DEVANAGARI",
    "Geor": "GEORGIAN",
}


def test_people_come_with_many_scripts() -> None:
    assert {"Cyrl", "Latn", "Arab", "Ethi", "Deva"} <= {p.script for p in made().people}
    assert {"UKR", "VNM", "MNG", "MDA", "IND", "PHL", "TUR", "SYR", "ERI"} <= {p.nationality for p in made().people}


def test_a_name_is_written_in_its_script_and_in_latin() -> None:
    for person in made().people:
        assert _scripts(person.written) == {SCRIPTS[person.script]}, person
        assert person.latin.isascii(), person
        assert set(person.written.split()) == set(" ".join((person.given[0], person.family[0])).split()), person


def _scripts(text: str) -> set[str]:
    letters = [c for c in unicodedata.normalize("NFC", text) if c.isalpha()]
    return {unicodedata.name(c).split()[0] for c in letters}


def test_nobody_can_be_reached() -> None:
    world = made()
    officials = [o for office in world.offices for o in office.officials]
    mails = [x.email for x in (*world.people, *world.employers, *world.advisers, *officials)]
    assert all(mail == "" or mail.endswith("@example.org") for mail in mails)


def test_addresses_are_of_one_alone() -> None:
    world = made()
    mails = [p.email for p in world.people if p.email] + [o.email for x in world.offices for o in x.officials]
    assert len(mails) == len(set(mails))


def test_some_have_no_email_and_some_need_help() -> None:
    people = made().people
    assert sum(not p.email for p in people) > 10
    assert sum(not p.phone for p in people) > 10
    assert sum(bool(p.needs) for p in people) > 5


def test_minors_have_a_guardian() -> None:
    minors = [p for p in made().people if _age(p.born, TODAY) < 18]
    assert len(minors) > 10
    assert all(p.guardian for p in minors)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def test_some_people_have_two_cases_and_lawyers_have_many() -> None:
    participants = [key for s in made().scripts for _, _, key in s.participants if key.startswith("person")]
    assert len(participants) > len(set(participants)) + 5
    acting = [{e.actor for e in s.events if e.actor.startswith("lawyer")} for s in made().scripts]
    for lawyer in ("lawyer-1", "lawyer-2"):
        assert sum(lawyer in actors for actors in acting) > 5
