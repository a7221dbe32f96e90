"""Erasing at the end of retention: listed, held, proposed, confirmed by a second official, and gone for good."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time

import pytest

from safeconduct.cases.said import Joined
from safeconduct.cases.web import actions, notes, rebuild, retaining, store
from safeconduct.cases.web.actions import Filing, Order
from safeconduct.cases.web.models import Case, Hold, Note, Participant, Post, Reading
from safeconduct.journal.web import keys
from safeconduct.people.web.models import Person
from safeconduct.shell.accounts import slips
from safeconduct.shell.models import Slip
from tests.access.world_cases import SINCE, account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import Role, role
from tests.cases.making import law
from tests.cases.web.making import FILED, WORKER, Hand, opening
from tests.cases.web.walking import on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
PAGE = "/en/office/retention/"
ENDED = date(2027, 6, 1)
DUE = date(2032, 7, 1)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> tuple[Role, Role, Case]:
    """A supervisor, an officer, and a case that was withdrawn five years and more ago."""
    on(monkeypatch, ENDED)
    made, (officer, supervisor) = office("north", "permit authority", Post.Role.OFFICER, Post.Role.SUPERVISOR)
    case = a_case(made, person("Amina Rahman", account("amina")), person("Firm", None))
    withdraws = Order(case.pk.bytes, None, WORKER, "does", "withdraw", date(2027, 1, 12), WORKER.role)
    actions.act(withdraws, Hand(date(2027, 1, 12)))
    officer.client.get(f"/en/cases/{case.number}/")
    notes.keep(case, officer.who, "A note about Amina.", datetime.combine(ENDED, time(9), UTC))
    slips.issue(case.number, Hand(ENDED))
    case.refresh_from_db()
    assert case.closed
    on(monkeypatch, DUE)
    return supervisor, officer, case


def shown(who: Role) -> str:
    """The page of retention."""
    return text_of(who.client.get(PAGE))


def test_nothing_is_due_before_its_time_or_while_a_case_of_theirs_is_open(
    people: tuple[Role, Role, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor, _, case = people
    assert case.number in shown(supervisor)
    on(monkeypatch, date(2032, 1, 1))
    assert case.number not in shown(supervisor)
    assert send(supervisor.client, PAGE, case=case.number, propose="1").status_code == 409
    on(monkeypatch, DUE)
    its, worker = law(), case.participants.get(party="worker").person
    begun = opening(its, FILED, filed_in_person=False)
    actions.file(Filing(its, begun, WORKER, worker, (Joined("worker", worker),)), Hand(DUE))
    assert case.number not in shown(supervisor)
    assert send(supervisor.client, PAGE, case=case.number, propose="1").status_code == 409


def test_two_officials_erase_and_the_journal_still_holds(people: tuple[Role, Role, Case]) -> None:
    supervisor, officer, case = people
    worker = case.participants.get(party="worker").person
    assert case.decided is not None
    assert send(officer.client, PAGE, case=case.number, propose="1").status_code == 302
    assert "Another official must confirm" in shown(officer)
    proposal = retaining.proposal_in(store.file_of(case.pk.bytes))
    assert proposal is not None
    on_its_page = send(supervisor.client, f"/en/cases/{case.number}/sign/", proposal=proposal.proposal.id)
    assert on_its_page.headers["Location"] == PAGE
    assert send(officer.client, PAGE, case=case.number, confirm="1").status_code == 409
    assert send(supervisor.client, PAGE, case=case.number, confirm="1").status_code == 302
    assert case.key in keys.listed() and not keys.key_of([case.key])
    store.SHELF.clear()
    assert store.files_of([case.pk.bytes]) == {}
    row = Case.objects.get()
    assert (row.erased, row.filed, row.outcome, row.stage) == (True, date(2027, 1, 1), case.outcome, "")
    assert (row.office, row.officer, row.days_late) == (case.office, None, case.days_late)
    assert row.decided is not None and row.decided - row.filed == case.decided - case.filed
    for table in (Participant, Note, Reading, Slip):
        assert not table._default_manager.exists(), table
    assert Person.objects.get(pk=worker).sealed is None
    for who in (supervisor, officer, role("amina again", account("amina.again"))):
        assert who.client.get(f"/en/cases/{case.number}/").status_code == 404
    assert list(rebuild.differences()) == []
    assert rebuild.rebuild() == 0 and Case.objects.get().erased


def test_a_hold_keeps_until_it_is_lifted_or_lapses(
    people: tuple[Role, Role, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor, _, case = people
    address = f"/en/cases/{case.number}/hold/"
    assert send(supervisor.client, address, why="").status_code == 200
    assert send(supervisor.client, address, why="Court file 7 A 12/2032").status_code == 302
    held = Hold.objects.get()
    assert "Court file 7 A 12/2032" in shown(supervisor)
    assert send(supervisor.client, PAGE, case=case.number, propose="1").status_code == 409
    on(monkeypatch, date(2032, 8, 1))
    send(supervisor.client, address, why="The court sits in May", hold=str(held.pk), renew="1")
    renewed = Hold.objects.get(lifted=None)
    assert renewed.review_by > held.review_by
    send(supervisor.client, address, why="Judgment of 3 August", hold=str(renewed.pk), lift="1")
    renewed.refresh_from_db()
    assert (renewed.lifted, renewed.lifted_by, renewed.lifted_why) == (
        date(2032, 8, 1),
        supervisor.who.account,
        "Judgment of 3 August",
    )
    assert send(supervisor.client, PAGE, case=case.number, propose="1").status_code == 302
    on(monkeypatch, date(2033, 8, 1))
    retaining.order_hold(case, account("judge"), "Another file", date(2032, 9, 1), _calendar(case))
    assert retaining.due(date(2032, 10, 1)) == []
    assert [one.key for one in retaining.due(date(2033, 8, 1))] == [case.key]


def _calendar(case: Case):  # type: ignore[no-untyped-def]  # noqa: ANN202 - of the periods
    return store.file_of(case.pk.bytes).law.calendar


def test_a_hold_between_proposal_and_confirmation_is_heeded(people: tuple[Role, Role, Case]) -> None:
    supervisor, officer, case = people
    send(officer.client, PAGE, case=case.number, propose="1")
    send(supervisor.client, f"/en/cases/{case.number}/hold/", why="Court file")
    assert send(supervisor.client, PAGE, case=case.number, confirm="1").status_code == 409
    assert keys.key_of([case.key])


def test_a_hold_that_is_not_there_is_not_lifted(people: tuple[Role, Role, Case]) -> None:
    supervisor, _, case = people
    address = f"/en/cases/{case.number}/hold/"
    send(supervisor.client, address, why="Court file")
    for wanted in ("9" * 30, "0", "x"):
        assert send(supervisor.client, address, why="none", hold=wanted, lift="1").status_code == 404
    assert Hold.objects.get().lifted is None


def test_what_was_discarded_is_not_confirmed(people: tuple[Role, Role, Case]) -> None:
    supervisor, officer, case = people
    send(officer.client, PAGE, case=case.number, propose="1")
    send(supervisor.client, PAGE, case=case.number, discard="1")
    refused = send(supervisor.client, PAGE, case=case.number, confirm="1")
    assert (refused.status_code, "Nobody proposed" in text_of(refused)) == (409, True)
    assert keys.key_of([case.key])


def test_the_worker_only_tells(people: tuple[Role, Role, Case], caplog: pytest.LogCaptureFixture) -> None:
    _, officer, case = people
    send(officer.client, PAGE, case=case.number, propose="1")
    with caplog.at_level(logging.WARNING):
        assert retaining.tell_due(Hand(DUE)) == 0
    assert "1 people" in caplog.text and case.number not in caplog.text
    assert keys.key_of([case.key]) and not Case.objects.get().erased


def test_other_offices_and_the_registry_erase_nothing(people: tuple[Role, Role, Case]) -> None:
    _, _, case = people
    _, (stranger,) = office("south", "permit authority", Post.Role.SUPERVISOR)
    clerk = account("clerk")
    assert case.office is not None
    Post.objects.create(account=clerk, office=case.office, role=Post.Role.REGISTRY, since=SINCE)
    for who in (stranger, role("clerk", clerk)):
        assert send(who.client, PAGE, case=case.number, propose="1").status_code == 404
    assert case.number not in shown(stranger)
    assert stranger.client.get(f"/en/cases/{case.number}/hold/").status_code == 404
