"""Acts on cases: what the law offers, written once, seen by whoever acts, never in part."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from safeconduct.cases import verbs
from safeconduct.cases.said import Assignment, Power, Proposal, Said, Service
from safeconduct.cases.signatures import NotAlone
from safeconduct.cases.web import actions, store
from safeconduct.cases.web.actions import InTheFuture, Stale, Unknown
from safeconduct.cases.web.models import Asked, Case, LateDuty, Office, Participant
from safeconduct.procedures.refusals import BackDated, NotOffered
from tests.cases.web.making import FILED, OFFICER, POST, SECOND, WORKER, WORKER_PERSON, Hand, acted, filed, order

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def clock() -> Hand:
    store.SHELF.clear()
    return Hand(FILED)


def read_again(case: bytes) -> object:
    """The file as the journal alone gives it."""
    store.SHELF.clear()
    return store.file_of(case)


def test_a_filed_case_has_its_row_and_its_participants(clock: Hand) -> None:
    done = filed(clock)
    row = Case.objects.get(pk=UUID(bytes=done.file.id))
    assert (row.stage, row.entries, row.closed, row.holder) == ("received", 3, False, "permit authority")
    assert {(p.party, p.person) for p in Participant.objects.all()} == {
        ("worker", WORKER_PERSON),
        ("employer", "2" * 32),
    }
    assert read_again(done.file.id) == done.file


def test_the_czech_journey_to_its_due_date(clock: Hand) -> None:
    done = filed(clock)
    done = acted(done, clock, OFFICER, "does", "wait for the applicant", date(2027, 1, 12))
    done = acted(done, clock, WORKER, "does", "appear in person", date(2027, 1, 13))
    done = acted(done, clock, OFFICER, "sends", "ask for what is missing", date(2027, 1, 18))
    done = acted(done, clock, POST, "serves", "ask for what is missing", date(2027, 1, 20))
    row = Case.objects.get()
    assert (row.still, row.decision_due, row.holder) == (True, None, "worker")
    done = acted(done, clock, WORKER, "does", "bring the papers", date(2027, 2, 3))
    row = Case.objects.get()
    assert (row.still, row.decision_due) == (False, date(2027, 3, 30))
    assert read_again(done.file.id) == done.file


def test_a_page_that_is_stale_writes_nothing_and_shows_what_changed(clock: Hand) -> None:
    first = filed(clock)
    acted(first, clock, OFFICER, "does", "wait for the applicant", date(2027, 1, 12))
    with pytest.raises(Stale) as raised:
        acted(first, clock, OFFICER, "does", "wait for the applicant", date(2027, 1, 12))
    assert [line.what for line in raised.value.unseen] == ["wait for the applicant"]
    assert Case.objects.get().entries == 4


@pytest.mark.parametrize(
    ("author", "verb", "what"),
    [(WORKER, "does", "wait for the applicant"), (OFFICER, "does", "grant"), (WORKER, "files", "appeal")],
)
def test_what_the_law_does_not_offer_is_refused(clock: Hand, author: object, verb: str, what: str) -> None:
    done = filed(clock)
    with pytest.raises(NotOffered):
        acted(done, clock, author, verb, what, FILED)  # type: ignore[arg-type]
    assert Case.objects.get().entries == 3


def test_no_act_is_dated_before_the_history_or_after_today(clock: Hand) -> None:
    done = filed(clock)
    with pytest.raises(BackDated):
        actions.act(order(done, OFFICER, "does", "wait for the applicant", date(2027, 1, 10)), clock)
    with pytest.raises(InTheFuture):
        actions.act(order(done, OFFICER, "does", "wait for the applicant", date(2027, 1, 12)), clock)


def test_an_unknown_verb_or_case_is_refused(clock: Hand) -> None:
    done = filed(clock)
    with pytest.raises(Unknown):
        acted(done, clock, OFFICER, "deletes", "everything", FILED)
    with pytest.raises(Unknown):
        actions.pass_time([bytes(16)], clock)


def examined(clock: Hand) -> actions.Done:
    """A case in which a local candidate was found, so that it can be refused."""
    done = filed(clock)
    done = acted(done, clock, OFFICER, "does", "wait for the applicant", date(2027, 1, 12))
    done = acted(done, clock, WORKER, "does", "appear in person", date(2027, 1, 13))
    done = acted(done, clock, OFFICER, "does", "confirm the file is complete", date(2027, 1, 18))
    done = acted(done, clock, OFFICER, "answers", "no threat", date(2027, 2, 1), by="police")
    return acted(done, clock, OFFICER, "answers", "local candidate found", date(2027, 2, 8), by="labour office")


def test_a_refusal_needs_a_second_signature(clock: Hand) -> None:
    done = examined(clock)
    with pytest.raises(NotAlone):
        acted(done, clock, OFFICER, "does", "refuse", date(2027, 3, 25))
    proposal = Proposal("p1", "does", "refuse")
    done = acted(
        done, clock, OFFICER, verbs.PROPOSES, "p1", date(2027, 3, 25), said=Said(proposal=proposal, reasons="because")
    )
    assert Case.objects.get().proposed
    with pytest.raises(NotAlone):
        actions.sign(done.file.id, done.file.version, "p1", OFFICER, clock)
    signed = actions.sign(done.file.id, done.file.version, "p1", SECOND, clock)
    assert (signed.file.case.stage, Case.objects.get().proposed) == ("service of refuse", False)
    assert signed.file.lines[-1].words.reasons == "because"
    assert read_again(done.file.id) == signed.file


def test_silence_is_written_once_with_its_legal_day(clock: Hand) -> None:
    done = filed(clock)
    clock.to(date(2027, 3, 1))
    assert len(actions.pass_time([done.file.id], clock)) == 1
    assert actions.pass_time([done.file.id], clock) == []
    file = store.file_of(done.file.id)
    silences = [(line.verb, line.on, line.written.date()) for line in file.lines if line.verb == verbs.SILENCE]
    assert silences[0] == ("silence", date(2027, 1, 12), date(2027, 3, 1))
    assert read_again(done.file.id) == file


def test_a_late_decision_is_measured(clock: Hand) -> None:
    done = examined(clock)
    clock.to(date(2027, 4, 20))
    proposal = Said(proposal=Proposal("p1", "does", "refuse"), reasons="because")
    done = actions.act(order(done, OFFICER, verbs.PROPOSES, "p1", date(2027, 4, 20), said=proposal), clock)
    actions.sign(done.file.id, done.file.version, "p1", SECOND, clock)
    late = LateDuty.objects.get(limit="decision")
    assert (late.days, late.party, Case.objects.get().days_late) == (36, "permit authority", 36)


def test_those_who_are_asked_are_known_while_the_question_is_open(clock: Hand) -> None:
    done = examined(clock)
    assert {(a.party, a.open) for a in Asked.objects.all()} == {("police", False), ("labour office", False)}
    assert done.file.version == Case.objects.get().entries


def test_a_lawyer_with_a_power_is_who_a_refusal_is_served_on(clock: Hand) -> None:
    done = filed(clock)
    power = Power("3" * 32, WORKER_PERSON, "power of attorney", "both", FILED)
    done = acted(done, clock, WORKER, verbs.EMPOWERS, "", FILED, said=Said(power=power))
    row = Participant.objects.get(represents=WORKER_PERSON)
    assert (row.party, row.person, row.scope) == ("representative", "3" * 32, "both")
    done = acted(done, clock, WORKER, verbs.REVOKES, "", FILED, said=Said(power=power))
    assert not Participant.objects.filter(represents=WORKER_PERSON).exists()


def test_a_case_is_assigned_to_an_office(clock: Hand) -> None:
    office = Office.objects.create(name="Ministry of the Interior", parties=["permit authority"])
    done = filed(clock)
    acted(done, clock, OFFICER, verbs.ASSIGNS, "", FILED, said=Said(assignment=Assignment(office.name)))
    assert Case.objects.get().office == office


def test_many_orders_are_one_transaction(clock: Hand) -> None:
    cases = [filed(clock) for _ in range(3)]
    orders = [order(done, OFFICER, "does", "wait for the applicant", FILED) for done in cases]
    bad = order(cases[0], OFFICER, "does", "grant", FILED)
    with pytest.raises(NotOffered):
        actions.carry_out([*orders, bad], clock)
    assert {row.entries for row in Case.objects.all()} == {3}
    actions.carry_out(orders, clock)
    assert {row.entries for row in Case.objects.all()} == {4}


def test_two_acts_of_one_call_follow_one_another(clock: Hand) -> None:
    done = filed(clock)
    first = order(done, OFFICER, "does", "wait for the applicant", FILED)
    second = order(done, WORKER, "does", "appear in person", FILED)
    actions.carry_out([first, second], clock)
    assert store.file_of(done.file.id).case.stage == "file checked"


def test_service_says_on_whom_and_how(clock: Hand) -> None:
    done = filed(clock)
    done = acted(done, clock, OFFICER, "does", "wait for the applicant", date(2027, 1, 12))
    done = acted(done, clock, WORKER, "does", "appear in person", date(2027, 1, 13))
    served = Said(service=Service("worker", WORKER_PERSON, channel="post with proof", proof="RR 1"))
    done = acted(done, clock, OFFICER, "sends", "ask for what is missing", date(2027, 1, 18), said=served)
    assert done.file.lines[-1].words.service == served.service
    assert done.file.lines[-2].words == Said()
