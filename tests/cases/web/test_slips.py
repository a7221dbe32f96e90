"""Assisted filing: somebody without e-mail and telephone is filed for at the counter and follows with a slip."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from safeconduct.cases import verbs
from safeconduct.cases.questions import LATER, NO, questions
from safeconduct.cases.web import store
from safeconduct.cases.web.access import account_number, person_number
from safeconduct.cases.web.models import Case, Draft, Post, Reading
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.procedures.library import Library
from safeconduct.shell.models import Account, Slip
from tests.access.world_cases import case as a_case
from tests.access.world_cases import office, person
from tests.access.worlds import Role
from tests.cases.web.walking import on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
DAY = date(2027, 1, 11)
PROCEDURE = "cz/employee-card"


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Role:
    """An officer of the office to which cases come first."""
    cache.clear()
    on(monkeypatch, DAY)
    made, (its,) = office("north", "permit authority", Post.Role.OFFICER)
    made.procedures = [PROCEDURE]
    made.save()
    return its


def filed_at_the_counter(officer: Role, of: str = PROCEDURE, circumstance: str = NO) -> Case:
    """A case that the officer files for somebody, page by page; nothing but a name is known of them."""
    procedure = Library.default().load(of)
    send(officer.client, f"/en/apply/{procedure.identity}/begin/", party=procedure.person)
    draft = Draft.objects.get()
    for question in questions(procedure, procedure.person):
        typed = {
            "person": {"name": "Amina Rahman", "language": "en"},
            "organisation": {"name": "Baker and sons"},
            "circumstance": {"said": circumstance},
            "number": {"said": "1"},
            "paper": {"said": LATER},
        }.get(question.kind, {})
        answer = send(officer.client, f"/en/apply/{draft.pk}/{question.key}/", **typed)
        assert answer.status_code == 302, (question, text_of(answer))
    answer = send(officer.client, f"/en/apply/{draft.pk}/")
    found = Case.objects.get()
    assert answer.headers["Location"] == f"/en/cases/{found.number}/"
    assert "hand out a slip" in text_of(officer.client.get(answer.headers["Location"]))
    return found


def slip_of(officer: Role, case: Case) -> str:
    """The code of a slip that the officer hands out."""
    page = text_of(send(officer.client, f"/en/cases/{case.number}/slip/"))
    assert case.number in page
    assert "/en/slip/" in page
    found = re.search(r"<code[^>]*>([^<]+)</code>", page)
    assert found is not None
    return found[1]


def test_who_has_neither_e_mail_nor_telephone_is_filed_for_and_follows_with_a_slip(officer: Role) -> None:
    case = filed_at_the_counter(officer)
    first = store.file_of(case.pk.bytes).lines[0]
    worker = case.participants.get(party="worker").person
    assert (first.source, first.who, first.typed_by) == (
        "counter",
        person_number(worker),
        account_number(officer.who.account.pk),  # type: ignore[union-attr]
    )
    assert records_of(Person.objects.filter(pk=worker))[worker].assisted
    code = slip_of(officer, case)
    holder = Client()
    opened = holder.post("/en/slip/", {"number": case.number.lower(), "code": code})
    assert opened.headers["Location"] == "/en/my/"
    assert case.number in text_of(holder.get("/en/my/"))
    assert holder.get(f"/en/my/{case.number}/").status_code == 200
    answer = send(holder, f"/en/my/{case.number}/message/", text="I have a new address.", seen=str(case.entries))
    assert answer.status_code == 302, text_of(answer)
    store.SHELF.clear()
    last = store.file_of(case.pk.bytes).lines[-1]
    assert (last.verb, last.role, last.who) == (verbs.WRITES, "worker", person_number(worker))


def test_a_slip_opens_one_case_once(officer: Role) -> None:
    case = filed_at_the_counter(officer)
    other = a_case(case.office, person("Ben", None), person("Firm", None))  # type: ignore[arg-type]
    code = slip_of(officer, case)
    holder = Client()
    holder.post("/en/slip/", {"number": case.number, "code": code})
    assert holder.get(f"/en/my/{other.number}/").status_code == 404
    assert other.number not in text_of(holder.get("/en/my/"))
    assert other.number not in text_of(holder.get("/en/desk/"))
    again = Client()
    assert "was used" in text_of(again.post("/en/slip/", {"number": case.number, "code": code}))
    assert again.get(f"/en/my/{case.number}/").status_code in (302, 404)


def test_a_new_slip_voids_the_one_before_and_is_logged(officer: Role) -> None:
    case = filed_at_the_counter(officer)
    first, second = slip_of(officer, case), slip_of(officer, case)
    assert first != second
    assert Slip.objects.filter(used=None).count() == 1
    assert "was used" in text_of(Client().post("/en/slip/", {"number": case.number, "code": first}))
    assert Reading.objects.filter(case=case, account=officer.who.account).exists()


def test_the_page_says_nothing_of_what_the_case_is_about(officer: Role) -> None:
    case = filed_at_the_counter(officer)
    page = text_of(send(officer.client, f"/en/cases/{case.number}/slip/"))
    printed = page.partition("<main")[2].partition("</main")[0].lower()
    for word in ("employee", "card", "amina", "rahman", "permit", "asylum", "protection", "ministry"):
        assert word not in printed, word


def test_a_slip_is_handed_out_by_the_office_that_has_the_case(officer: Role) -> None:
    case = filed_at_the_counter(officer)
    _, (stranger,) = office("south", "permit authority", Post.Role.OFFICER)
    assert send(stranger.client, f"/en/cases/{case.number}/slip/").status_code == 404
    assert Account.objects.count() == 2
    assert not Slip.objects.exists()
