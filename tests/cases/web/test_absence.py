"""Absence: the deputy finds the cases of whoever is away under "Mine", for as long as they are away."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases.web.models import Absence, Case, Post
from tests.access.world_cases import SINCE, account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import Role, role
from tests.cases.web.walking import day, on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
FIRST, LAST = date(2027, 2, 1), date(2027, 2, 12)
PAGE = "/en/office/absences/"


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> tuple[Role, Role, Role, Case]:
    """A supervisor, an officer with a case, another officer, and that case."""
    on(monkeypatch, date(2027, 2, 1))
    made, (officer, supervisor) = office("north", "permit authority", Post.Role.OFFICER, Post.Role.SUPERVISOR)
    other = account("other officer")
    Post.objects.create(account=other, office=made, role=Post.Role.OFFICER, since=SINCE)
    case = a_case(made, person("Amina", None), person("Firm", None))
    Case.objects.filter(pk=case.pk).update(officer=officer.who.account)
    return supervisor, officer, role("other officer", other), case


def absence(away: Role, deputy: Role, first: date = FIRST, last: date = LAST) -> dict[str, str]:
    """What is typed."""
    typed = {"away": str(away.who.account.pk), "deputy": str(deputy.who.account.pk)}  # type: ignore[union-attr]
    return typed | day("since", first) | day("until", last)


def mine(who: Role) -> str:
    """The page of one's own cases."""
    return text_of(who.client.get("/en/desk/", {"show": "mine"}))


def test_a_deputy_has_the_cases_while_somebody_is_away(
    people: tuple[Role, Role, Role, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor, officer, other, case = people
    assert case.number not in mine(other)
    assert send(supervisor.client, PAGE, **absence(officer, other)).status_code == 302
    assert "other officer stands in" in text_of(supervisor.client.get(PAGE))
    assert case.number in mine(other)
    assert case.number in mine(officer)
    on(monkeypatch, date(2027, 2, 13))
    assert case.number not in mine(other)
    assert "Nobody is away" in text_of(supervisor.client.get(PAGE))


def test_an_absence_is_taken_out_when_somebody_comes_back(people: tuple[Role, Role, Role, Case]) -> None:
    supervisor, officer, other, case = people
    send(supervisor.client, PAGE, **absence(officer, other))
    send(supervisor.client, PAGE, end=str(Absence.objects.get().pk))
    assert not Absence.objects.exists()
    assert case.number not in mine(other)


def test_what_cannot_be_is_refused(people: tuple[Role, Role, Role, Case]) -> None:
    supervisor, officer, other, _ = people
    _, (stranger,) = office("south", "permit authority", Post.Role.OFFICER)
    for typed in (
        absence(officer, officer),
        absence(officer, stranger),
        absence(officer, other, LAST, FIRST),
        absence(officer, other) | {"since_1": "13"},
    ):
        assert send(supervisor.client, PAGE, **typed).status_code == 200
    assert not Absence.objects.exists()


def test_only_those_of_the_own_office_are_shown_and_taken_out(people: tuple[Role, Role, Role, Case]) -> None:
    supervisor, officer, other, _ = people
    send(supervisor.client, PAGE, **absence(officer, other))
    _, (stranger,) = office("south", "permit authority", Post.Role.SUPERVISOR)
    assert "other officer" not in text_of(stranger.client.get(PAGE))
    send(stranger.client, PAGE, end=str(Absence.objects.get().pk))
    assert Absence.objects.exists()
    assert officer.client.get(PAGE).status_code == 403
