"""Records of people, and why each of their fields is kept."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.people import nationalities
from safeconduct.people import person as records
from safeconduct.people.born import NotADateOfBirth, agreement, day_number, may_be_child
from safeconduct.people.document import Document, NotADocument
from safeconduct.people.fields import NotARegister, fields, read_fields
from safeconduct.people.person import Contact, Name, NotARecord, Person

FIELDS = files("safeconduct").joinpath("library", "people/fields.yaml").read_text(encoding="utf-8")
AMINA = Person(
    "person",
    (Name("Amina Yusuf"), Name("أمينة يوسف", use="transliteration", script="Arab"), Name("Amina Ali", use="former")),
    born="1990-04",
    sex="female",
    nationalities=("SOM",),
    languages=("so", "ar-Arab"),
    needs="Interpreter for Somali sign language",
    contact=Contact(post=("Dlouhá 1", "Praha", "Czechia")),
    old_numbers=("OAM-1234/2020",),
)


def test_a_record_is_read_back() -> None:
    assert records.read(records.written(AMINA)) == AMINA
    assert AMINA.called == "Amina Yusuf"
    assert AMINA.language == "so"
    assert not AMINA.stateless


@given(
    st.builds(Person, st.just("person"), st.lists(st.builds(Name, st.just("Ana")), min_size=1, max_size=3).map(tuple))
)
def test_any_record_is_read_back(record: Person) -> None:
    assert records.read(records.written(record)) == record


@pytest.mark.parametrize(
    ("contact", "assisted"),
    [(Contact(), True), (Contact(post=("a",)), True), (Contact("a@b.example"), False), (Contact(phone="1"), False)],
)
def test_who_has_neither_telephone_nor_email_is_assisted(contact: Contact, assisted: bool) -> None:
    assert msgspec.structs.replace(AMINA, contact=contact).assisted is assisted


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"names": ()}, "one to 20 names"),
        ({"born": "17.4.1990"}, "no date of birth"),
        ({"born": "1990-02-30"}, "day"),
        ({"born": "1990-13"}, "month"),
        ({"nationalities": ("Somali",)}, "ISO 3166-1"),
        ({"nationalities": ("XXA", "SOM")}, "stateless"),
        ({"nationalities": ("XXX", "SOM")}, "not known"),
        ({"nationalities": ("SOM", "SOM")}, "twice"),
        ({"born": "", "born_by": "stated"}, "without a date"),
        ({"born_in": "Sudan"}, "ISO 3166-1"),
        ({"born_in": "XXA"}, "no country of birth"),
        ({"born_at": "x" * 501}, "more than 500 letters"),
        ({"documents": (Document("passport", "copy"),) * 21}, "at most 20 documents"),
        ({"languages": ("Somali!",)}, "BCP 47"),
        ({"kind": "organisation"}, "An organisation is not born"),
        ({"registered_as": "123"}, "register of organisations"),
    ],
)
def test_a_record_that_contradicts_itself_cannot_be_made(wrong: dict[str, object], says: str) -> None:
    with pytest.raises((NotARecord, NotADateOfBirth), match=says):
        msgspec.structs.replace(AMINA, **wrong)


@pytest.mark.parametrize(
    ("born", "by", "doubtful"),
    [
        ("2009-01-01", "stated", True),
        ("2009-01-01", "estimated", True),
        ("2009-01-01", "", True),
        ("2009-01-01", "document", False),
        ("2009-01-02", "stated", False),
        ("2009", "estimated", False),
    ],
)
def test_a_first_of_january_without_a_document_may_be_a_year(born: str, by: str, doubtful: bool) -> None:
    assert msgspec.structs.replace(AMINA, born=born, born_by=by).born_may_be_a_year is doubtful


def test_a_place_of_birth_is_a_country_of_today_and_a_place_as_it_is_written_or_not_known() -> None:
    born = msgspec.structs.replace(AMINA, born_in="SD", born_at="القضارف")
    assert (born.born_in, born.born_at) == ("SDN", "القضارف")
    assert msgspec.structs.replace(AMINA, born="", born_in="XXX").born_in == "XXX"


@pytest.mark.parametrize(
    ("expires", "expired"),
    [("2027-01-13", False), ("2027-01-12", True), ("2027-01", False), ("2026-12", True), ("2027", False), ("", False)],
)
def test_a_document_is_good_until_its_last_day_is_over(expires: str, expired: bool) -> None:
    assert Document("passport", "original", expires=expires).has_expired(date(2027, 1, 13)) is expired


@pytest.mark.parametrize(
    ("born", "on", "child"),
    [
        ("2009-01-13", date(2027, 1, 12), True),
        ("2009-01-13", date(2027, 1, 13), False),
        ("2009", date(2027, 12, 30), True),
        ("2009", date(2027, 12, 31), False),
        ("2009-04", date(2027, 4, 29), True),
        ("2009-04", date(2027, 4, 30), False),
        ("2008-02-29", date(2026, 3, 1), False),
        ("", date(2027, 1, 1), False),
    ],
)
def test_doubt_about_age_makes_a_child(born: str, on: date, child: bool) -> None:
    assert may_be_child(born, on) is child


def test_a_document_is_relied_on_where_the_original_was_seen_without_doubt() -> None:
    assert Document("passport", "original").is_relied_on
    assert not Document("passport", "copy").is_relied_on
    assert not Document("passport", "original", doubts="The photograph was changed.").is_relied_on


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": ""}, "no kind"),
        ({"kind": "passport", "issued": "2020-05-01", "expires": "2020-04"}, "before it was issued"),
        ({"kind": "passport", "doubts": "a" * 301}, "more than 300"),
    ],
)
def test_a_document_that_contradicts_itself_cannot_be_made(wrong: dict[str, str], says: str) -> None:
    with pytest.raises(NotADocument, match=says):
        Document(seen="original", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("whole", ["", "  ", "a" * 501])
def test_a_name_says_something(whole: str) -> None:
    with pytest.raises(NotARecord):
        Name(whole)


def test_bytes_of_something_else_are_refused() -> None:
    for wrong in (b"", b"{}", b'{"kind":"person","names":[]}', b'{"kind":"person","names":[{"whole":"a"}],"age":3}'):
        with pytest.raises(msgspec.DecodeError):
            records.read(wrong)


@pytest.mark.parametrize(
    ("known", "asked", "says"),
    [
        ("1990-04-17", "1990-04-17", 1),
        ("1990", "1990-04-17", 1),
        ("1990-04-17", "1990", 1),
        ("1990-05", "1990-04-17", -1),
        ("1990-04-18", "1990-04-17", -1),
        ("1991", "1990", -1),
        ("", "1990", 0),
        ("1990", "", 0),
    ],
)
def test_dates_of_birth_agree_as_far_as_they_are_known(known: str, asked: str, says: int) -> None:
    import numpy as np

    assert agreement(np.array([day_number(known)], np.int32), day_number(asked)).tolist() == [says]


def test_every_field_has_a_purpose_a_basis_and_an_end() -> None:
    register = fields()
    assert list(register.person) == list(Person.__struct_fields__)
    for group in register.groups().values():
        for field in group.values():
            assert field.purpose
            assert register.bases[field.basis].law
            assert register.retention[field.retention].length


@pytest.mark.parametrize(
    ("instead", "by", "says"),
    [
        ("  gender: {", "  age: {", r"person: gender is kept, but has no purpose"),
        ("  sex: {purpose: Write it", "  colour: {purpose: Write it", r"person: sex is kept"),
        ("basis: language", "basis: whim", r"person\.languages rests on 'whim'"),
        ("retention: with the case}\n  gender", "retention: for ever}\n  gender", r"kept by 'for ever'"),
        ("asked: where needed, special: true", "asked: always, special: true", r"only 'where needed'"),
        ("    status: assumed", "    status: guessed", r"\$\.bases"),
        ("bases:", "bases: [", "people/fields.yaml"),
    ],
)
def test_a_file_of_fields_that_cannot_be_used_is_refused(instead: str, by: str, says: str) -> None:
    assert instead in FIELDS
    with pytest.raises(NotARegister, match=says):
        read_fields(FIELDS.replace(instead, by, 1))


def test_a_purpose_for_what_is_not_kept_is_refused() -> None:
    field = "  age: {purpose: Curiosity., basis: task, asked: always, special: false, retention: with the case}\n"
    with pytest.raises(NotARegister, match="age has a purpose here, but is not kept"):
        read_fields(FIELDS.replace("person:\n  kind", "person:\n" + field + "  kind", 1))


def test_two_letters_of_a_state_are_made_the_three_of_its_passports() -> None:
    assert Person("person", (Name("Ana"),), nationalities=("TR", "XK", "QAT")).nationalities == ("TUR", "XKX", "QAT")
    assert len(nationalities.alpha_2()) == 250
    with pytest.raises(nationalities.NotANationality, match=r"'UK' is no nationality.*such as SYR"):
        nationalities.check(["GB", "UK"])
