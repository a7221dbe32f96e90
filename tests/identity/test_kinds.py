"""Kinds of credentials: what the library's file says, and what it must not say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from safeconduct.identity import ulid
from safeconduct.identity.facts import FACTS, Source, known
from safeconduct.identity.issuing import NothingToSay, check, claims_of
from safeconduct.identity.kinds import PATH, NotAKind, ends, kinds, read_kinds
from safeconduct.people.document import Document
from safeconduct.people.person import Name, Person
from safeconduct.procedures.library import Library
from safeconduct.shell.content import text_of

TEXT = text_of(PATH)
NAMED = [
    (procedure, event)
    for kind in kinds().kinds.values()
    for procedure, changes in kind.decided_by.items()
    for event in changes
]


@pytest.mark.parametrize(("procedure", "event"), sorted(set(NAMED)), ids=str)
def test_every_step_and_stage_that_is_named_is_in_its_procedure(procedure: str, event: str) -> None:
    its = Library.default().load(procedure)
    there = {step.name for step in its.steps} | {f"reaching {stage}" for stage in its.stages}
    assert event in there


def test_every_procedure_of_loss_is_there() -> None:
    for kind in kinds().kinds.values():
        assert not kind.lost or Library.default().load(kind.lost).id in kind.decided_by


def test_a_mission_confers_no_legal_identity_and_the_registrar_does() -> None:
    found = {code: kind.legal_identity for code, kind in kinds().kinds.items()}
    assert found["registration-document"] == "no"
    assert [code for code, says in found.items() if says == "yes"] == ["birth-registration"]
    for kind in kinds().kinds.values():
        assert not kind.claims["confers_legal_identity"].disclosable
        assert not kind.claims["issuing_authority"].disclosable


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("      sex: {fact: sex}", "      religion: {fact: sex}", "'religion' must not"),
        ("      sex: {fact: sex}", "      camp_name: {fact: sex}", "'camp' must not stand"),
        ("      sex: {fact: sex}", "      asylum_seeker: {fact: sex}", "'asylum' must not"),
        ("      sex: {fact: sex}", "      ethnicity: {fact: sex}", "'ethnic' must not"),
        ("      sex: {fact: sex}", "      sex: {fact: colour of eyes}", "no fact 'colour of eyes'. These are: number"),
        ("      sex: {fact: sex}", "      vct: {fact: sex}", "kept for the format"),
        ("{fact: authority, shown: always}", "{fact: authority}", "always show the fact 'authority'"),
        ("valid for: 12 months\n    by hand", "valid for: a year\n    by hand", "'a year' is no length"),
        ("doctype: org.safeconduct.registration.1", "doctype: registration", "a doctype such as"),
        ("basis: [own promise]", "basis: [a law]", "'a law' does not stand under sources"),
        ("&card {id: kind and number", "&card {address: kind and number", "'address' does not belong on a card"),
        ('ar: "وصاية", ', "", "guardianship, title: there is no text in ar"),
        ("{does: suspends}", "{does: suspends, valid for: 1 year}", "nothing new begins with it"),
        ("{does: suspends}", "{does: forgets}", "Invalid enum value 'forgets'"),
        ("needs: [guardian]", "needs: [a guardian]", "there is no fact 'a guardian'"),
    ],
)  # fmt: skip
def test_what_a_file_must_not_say_is_refused_with_the_place(before: str, after: str, said: str) -> None:
    assert before in TEXT
    with pytest.raises(NotAKind, match=r"library/identity/credentials\.yaml: ") as refused:
        read_kinds(TEXT.replace(before, after, 1))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("since", "length", "last"),
    [
        (date(2027, 1, 31), "1 month", date(2027, 2, 27)),
        (date(2027, 2, 1), "12 months", date(2028, 1, 31)),
        (date(2028, 2, 29), "1 year", date(2029, 2, 27)),
        (date(2027, 12, 31), "2 months", date(2028, 2, 28)),
    ],
)
def test_the_last_day_of_a_length(since: date, length: str, last: date) -> None:
    assert ends(since, length) == last


def source(person: Person, **more: object) -> Source:
    """What facts are taken from."""
    said: dict[str, object] = {
        "kind": "birth-registration", "number": "AB", "authority": "Registry", "act": "register",
        "conferred": date(2027, 2, 1), "valid_until": date(2037, 1, 31), "legal_identity": True,
    }  # fmt: skip
    return Source(person, **(said | more))  # type: ignore[arg-type]


AMAL = Person(
    "person", (Name("Amal Idris", "Amal", "Idris"), Name("أمل إدريس", use="also known as")), born="2009-01-01"
)


def test_no_date_is_invented() -> None:
    """RRC 313: two witnesses prove the year; and 1 January, which no document shows, is often only a year."""
    assert known(source(AMAL), ["date of birth"]) == {"date of birth": "2009-01-01"}
    assert known(source(AMAL, only_year=True), ["date of birth"]) == {"date of birth": "2009"}
    assert known(source(AMAL, legal_identity=False), ["date of birth"]) == {"date of birth": "2009"}


def test_what_is_not_known_is_left_out() -> None:
    claims = claims_of(kinds().kinds["birth-registration"], source(AMAL))
    assert claims["native_name"] == "أمل إدريس"
    assert claims["given_name"] == "Amal"
    assert "sex" not in claims


def test_a_place_of_birth_is_told_as_far_as_it_is_known() -> None:
    told = claims_of(kinds().kinds["birth-registration"], source(replace(AMAL, born_in="SDN", born_at="Gedaref")))
    assert told["place_of_birth"] == "Gedaref, SDN"
    assert known(source(replace(AMAL, born_in="XXX")), ["place of birth"]) == {}
    assert "place_of_birth" not in claims_of(kinds().kinds["registration-document"], source(AMAL))


def test_that_somebody_is_grown_up_is_said_only_beyond_doubt() -> None:
    """CRC 1: where the birth is known in part, doubt makes them a child; an estimate proves nothing."""
    assert known(source(AMAL), ["adult"]) == {"adult": True}
    assert known(source(AMAL, only_year=True), ["adult"]) == {}
    assert known(source(replace(AMAL, born="1980", born_by="estimated")), ["adult"]) == {}


def test_skills_need_an_original_that_was_seen_and_not_doubted() -> None:
    kind, paper = (
        kinds().kinds["skills"],
        Document("school-certificate", "original", authority="Khartoum University", issued="2015"),
    )
    doubted = Document("school-certificate", "original", authority="Elsewhere", doubts="the seal is blurred")
    with pytest.raises(NothingToSay, match="qualifications"):
        check(kind, source(Person("person", (Name("A"),), documents=(doubted,))))
    told = claims_of(kind, source(Person("person", (Name("A"),), documents=(paper, doubted))))
    assert told["qualifications"] == [{"issuer": "Khartoum University", "issued": "2015"}]


def test_every_fact_can_be_asked_of_a_bare_record() -> None:
    assert known(source(Person("person", (Name("A"),))), FACTS).keys() >= {"number", "authority", "full name"}


@given(st.binary(min_size=16, max_size=16))
def test_a_ulid_is_read_back(data: bytes) -> None:
    assert ulid.read(ulid.write(data)) == data


def test_a_ulid_as_its_specification_writes_it() -> None:
    """The example of ulid/spec: 01ARZ3NDEKTSV4RRFFQ69G5FAV."""
    assert ulid.write(ulid.read("01ARZ3NDEKTSV4RRFFQ69G5FAV")) == "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    for wrong in ("", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01ARZ3NDEKTSV4RRFFQ69G5FAU"[:-1]):
        with pytest.raises(ValueError, match=r"no ULID|substring"):
            ulid.read(wrong)
