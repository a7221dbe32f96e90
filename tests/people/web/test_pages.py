"""The pages of the register, walked without a browser: find, register, correct, household, consent, one's own view."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from safeconduct.cases.web.models import Post
from safeconduct.people import acts
from safeconduct.people.web import actions, households, registry, searching
from safeconduct.people.web.models import Person, Reading, Representation, Search
from safeconduct.people.web.reading import records_of
from safeconduct.shell.models import Account
from tests.access.world_cases import account, office
from tests.access.worlds import Role, role
from tests.cases.web.walking import on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY = date(2027, 1, 13)
WHY = "she stands at the counter"
ANSWERS: dict[str, dict[str, object]] = {
    "names": {
        "whole": "Almaz Tesfay",
        "given": "Almaz",
        "other_script": "አልማዝ ተስፋይ",
        "why": WHY,
        "order": "given first",
    },
    "birth": {
        "year": "2009",
        "month": "1",
        "day": "1",
        "born_by": "stated",
        "only_year": "on",
        "born_in": "SDN",
        "born_at": "القضارف",
    },
    "origin": {"nationality_1": "ERI", "sex": "female"},
    "languages": {"language_1": "ti", "reads_1": "on", "language_2": "ar", "literacy": "reads with help"},
    "contact": {"phone": "+249 123 456"},
    "support": {"support": ["interpreter", "companion"]},
    "documents": {"kind": "birth-certificate", "seen": "copy", "issued": "2010-05", "doubts": "The stamp is faint."},
}


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Role:
    """An officer, and an index of names of their own."""
    on(monkeypatch, TODAY)
    monkeypatch.setattr(searching, "_KEPT", {})
    _, (its,) = office("north", "permit authority", Post.Role.OFFICER)
    return its


def so_far(page: str) -> str:
    """What was answered, sealed in the form."""
    return re.findall(r'name="so_far" value="([^"]*)"', page)[0]


def answered(client: Client, **changed: dict[str, object]) -> str:
    """Answer one page after the other; gives the page on which all answers are checked, or the one that stopped."""
    page, address = text_of(client.get("/en/people/register/")), "/en/people/register/"
    for part, typed in (ANSWERS | changed).items():
        assert f'name="part" value="{part}"' in page, part
        page = text_of(send(client, address, so_far=so_far(page), part=part, **typed))
    return page


def registered(officer: Role) -> Person:
    """Register Almaz by the pages."""
    page = answered(officer.client)
    done = send(officer.client, "/en/people/register/", so_far=so_far(page), enter="1")
    assert done.status_code == 302, text_of(done)
    return Person.objects.get(pk=done.headers["Location"].split("/")[-2])


def test_somebody_is_registered_one_thing_a_page_and_nothing_is_kept_before(officer: Role) -> None:
    page = answered(officer.client)
    assert "Check the answers" in page and "Tigrinya" in page and "አልማዝ" in page
    assert not Person.objects.exists()
    sealed = so_far(page)
    assert "Almaz" not in sealed
    person = registered(officer)
    record = records_of([person])[person.pk]
    assert (record.called, record.names[1].script, record.born, record.born_by) == (
        "Almaz Tesfay",
        "Ethi",
        "2009-01-01",
        "stated",
    )
    assert (record.born_in, record.born_at) == ("SDN", "القضارف")
    assert (record.languages, record.reads, record.support) == (("ti", "ar"), ("ti",), ("interpreter", "companion"))
    assert record.documents[0].seen == "copy"
    assert registry.history_of(person)[0].told is not None


@pytest.mark.parametrize(
    ("part", "typed", "says"),
    [
        ("names", {"whole": " ", "why": WHY}, "required"),
        ("names", {"whole": "Almaz", "why": " "}, "required"),
        ("birth", {"year": "2009", "month": "1", "day": "1", "born_by": "stated"}, "Many offices write 1 January"),
        ("birth", {"year": "2009", "month": "2", "day": "30", "born_by": "stated"}, "no such day"),
        ("birth", {"year": "2009"}, "how the birth is known"),
        ("birth", {"month": "2"}, "leave out the rest"),
        ("origin", {"nationality_1": "XXA", "nationality_2": "ERI"}, "stand alone"),
        (
            "documents",
            {"kind": "passport", "seen": "copy", "issued": "2020", "expires": "2019"},
            "before it was issued",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_is_asked_again(officer: Role, part: str, typed: dict[str, object], says: str) -> None:
    parts = list(ANSWERS)
    page, address = text_of(officer.client.get("/en/people/register/")), "/en/people/register/"
    for before in parts[: parts.index(part)]:
        page = text_of(send(officer.client, address, so_far=so_far(page), part=before, **ANSWERS[before]))
    page = text_of(send(officer.client, address, so_far=so_far(page), part=part, **typed))
    assert says in page and f'name="part" value="{part}"' in page


def test_who_may_be_known_already_is_shown_and_never_merged(officer: Role) -> None:
    first = registered(officer)
    page = answered(officer.client)
    assert "Known already?" in page
    asked = send(officer.client, "/en/people/register/", so_far=so_far(page), enter="1")
    assert asked.status_code == 409 and Person.objects.count() == 1
    send(officer.client, "/en/people/register/", so_far=so_far(page), enter="1", nobody="yes")
    assert Person.objects.count() == 2 and Reading.objects.filter(person=first).exists()


def test_a_record_opens_for_a_reason_that_the_person_reads(officer: Role) -> None:
    person = registered(officer)
    page = text_of(officer.client.get(f"/en/people/{person.pk}/"))
    assert "Why do you open this record?" in page and "Almaz" not in page
    page = text_of(officer.client.get(f"/en/people/{person.pk}/", {"why": "asked by telephone"}))
    assert "Almaz Tesfay" in page and "perhaps only the year" in page and "The stamp is faint" in page
    amina = account("almaz")
    actions.open_to(person, amina)
    own = text_of(role("almaz", amina).client.get("/en/my-record/"))
    assert "asked by telephone" in own and "Almaz Tesfay" in own
    found = text_of(officer.client.get("/en/people/", {"q": "Almaz Tesfai", "why": "a letter came"}))
    assert person.pk in found and Search.objects.filter(why="a letter came").exists()
    assert person.pk not in text_of(officer.client.get("/en/people/", {"q": "Almaz Tesfai"}))


def test_a_correction_shows_the_former_value_and_is_never_made_unseen(officer: Role) -> None:
    person = registered(officer)
    address = f"/en/people/{person.pk}/correct/birth/"
    assert send(officer.client, address, year="2008").status_code == 302, "nobody corrects what they have not opened"
    officer.client.get(f"/en/people/{person.pk}/", {"why": WHY})
    typed = {"year": "2008", "born_by": "estimated", "why": "her mother says so"}
    assert send(officer.client, address, seen=str(person.changed), **typed).status_code == 302
    assert send(officer.client, address, seen=str(person.changed), **typed | {"year": "2007"}).status_code == 409
    page = text_of(officer.client.get(f"/en/people/{person.pk}/"))
    assert "2009-01-01" in page and "her mother says so" in page
    for part in ANSWERS:
        assert officer.client.get(f"/en/people/{person.pk}/correct/{part}/").status_code == 200


def test_a_household_a_representative_and_consent_are_entered_and_ended(officer: Role) -> None:
    person = registered(officer)
    other = actions.register(records_of([person])[person.pk])
    officer.client.get(f"/en/people/{person.pk}/", {"why": WHY})
    base, query = f"/en/people/{person.pk}", "?q=Almaz&why=family"
    chosen = {"other": other.pk, "since": "2027-01-13", "why": WHY}
    assert send(officer.client, f"{base}/household/{query}", relationship="child", **chosen).status_code == 302
    power = {"kind": "legal guardian", "scope": "both", "proof": "paper 7"}
    assert send(officer.client, f"{base}/representative/{query}", **chosen, **power).status_code == 302
    given = {"purpose": "course", "receiver": "School", "fields_given": ["names"], "until": "2027-12-31"}
    assert send(officer.client, f"{base}/consent/", given="on paper", why=WHY, **given).status_code == 302
    page = text_of(officer.client.get(f"{base}/"))
    assert "legal guardian" in page and "School" in page and "Child" in page
    row = Representation.objects.get().pk
    assert send(officer.client, f"{base}/end/representation/{row}/").status_code == 302
    mistake, kept = households.members_with(person, date(2027, 1, 13))
    assert send(officer.client, f"{base}/end/member/{kept.pk}/").status_code == 302
    assert send(officer.client, f"{base}/end/member/{kept.pk + 100}/").status_code == 404
    send(officer.client, f"{base}/end/mistake/{mistake.pk}/")
    page = text_of(officer.client.get(f"{base}/"))
    assert "Others belong to the household" in page and "until 2027-01-13" in page
    assert send(officer.client, f"{base}/end/mistake/{kept.pk}/").status_code == 302
    assert [m.person_id for m in households.members_with(person, date(2027, 1, 13))] == [person.pk]
    assert registry.history_of(other)[0].verb == acts.STRIKES
    assert send(officer.client, f"{base}/end/household/-/").status_code == 302
    assert households.household_of(person, date(2027, 1, 14)) is None
    owner = Account.objects.create_user("almaz@example.org")
    actions.open_to(person, owner)
    (number,) = registry.consents_of(person)
    client = role("almaz", owner).client
    assert client.post(f"/en/my-record/{person.pk}/withdraw/{number}/").status_code == 302
    assert registry.consents_of(person)[number].withdrawn == TODAY


def test_the_questions_fit_the_age_and_nobody_must_answer(officer: Role) -> None:
    person = registered(officer)
    officer.client.get(f"/en/people/{person.pk}/", {"why": WHY})
    address = f"/en/people/{person.pk}/difficulties/"
    page = text_of(officer.client.get(address))
    assert "Do you have difficulty seeing, even if wearing glasses?" in page
    typed = {"seeing": "a lot", "hearing": "refused", "by": "the person", "why": WHY}
    assert send(officer.client, address, **typed).status_code == 302
    assert registry.assessments_of(person)[0].answers == {"seeing": "a lot", "hearing": "refused"}
    assert "a lot" not in text_of(officer.client.get(f"/en/people/{person.pk}/"))
