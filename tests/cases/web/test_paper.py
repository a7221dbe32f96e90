"""Letters, drafts and acknowledgements on paper: who may have them, what stands on them, and who signed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Appointment, Money, Proposal, Said
from safeconduct.cases.web import actions, store
from safeconduct.cases.web.access import account_number
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.journal.web import sealing
from tests.access.world_cases import account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import Role, role
from tests.cases.documents.conformance import faults
from tests.cases.documents.making import needs_arabic, text_of
from tests.cases.web.making import Hand
from tests.cases.web.walking import on
from tests.cases.web.walking import text_of as page_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY = date(2027, 1, 12)
REASONS = "Nobody showed where you will live."


@pytest.fixture
def north(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> tuple[Office, list[Role]]:
    """An office that writes Czech, with an officer and a supervisor."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    on(monkeypatch, TODAY)
    made, roles = office("Úřad v Brně", "permit authority", Post.Role.OFFICER, Post.Role.SUPERVISOR)
    Office.objects.filter(pk=made.pk).update(language="cs", address="Street 1\nBrno")
    return made, roles


@pytest.fixture
def amina(north: tuple[Office, list[Role]]) -> tuple[Case, Role]:
    """A case of that office, and the person whom it is about."""
    its = role("amina", account("amina"))
    return a_case(north[0], person("Amina", its.who.account), person("Firm", None)), its


def by(who: Role) -> Author:
    """Somebody of the office as the journal knows them."""
    assert who.who.account is not None
    return Author(account_number(who.who.account.pk), "permit authority", "portal")


def done(case: Case, author: Author, verb: str, what: str, said: Said | None = None, by: str = "") -> int:
    """The number of the entry that an act leaves."""
    file = store.file_of(case.pk.bytes)
    order = Order(case.pk.bytes, file.version, author, verb, what, TODAY, by or author.role, said=said or Said())
    return actions.act(order, Hand(TODAY)).file.version


def until_examined(case: Case, officer: Author) -> None:
    """Bring a case to the stage in which it is decided, with what establishes a ground to refuse."""
    done(case, officer, "does", "wait for the applicant")
    done(case, Author("worker", "worker", "portal"), "does", "appear in person")
    done(case, officer, "does", "confirm the file is complete")
    done(case, officer, "answers", "no threat", by="police")
    done(case, officer, "answers", "local candidate found", by="labour office")


def pdf(client: Client, address: str) -> str:
    """The text of a document, which must be one, and PDF/A."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert faults(answer.content) == []
    return text_of(answer.content)


def test_a_proposal_is_a_draft_and_a_decision_names_who_proposed_and_who_signed(
    north: tuple[Office, list[Role]], amina: tuple[Case, Role]
) -> None:
    (officer, supervisor), (case, its) = north[1], amina
    until_examined(case, by(officer))
    said = Said(proposal=Proposal("p1", "does", "refuse"), reasons=REASONS)
    proposed = done(case, by(officer), verbs.PROPOSES, "p1", said)
    address = f"/en/cases/{case.number}/decisions/{proposed}.pdf"
    draft = pdf(officer.client, address)
    assert "Návrh. Nikdo jej nepodepsal" in draft
    assert "officer of Úřad v Brně" in draft and "Zatím nepodepsáno" in draft
    assert address in page_of(officer.client.get(f"/en/cases/{case.number}/"))
    assert its.client.get(address).status_code == 404, "what nobody signed is no decision to the person"
    signed = actions.sign(case.pk.bytes, None, "p1", by(supervisor), Hand(TODAY)).file.version
    assert officer.client.get(address).status_code == 404, "what was signed is no draft any more"
    told = pdf(its.client, f"/en/cases/{case.number}/decisions/{signed}.pdf")
    assert "Návrh." not in told
    first, second = told.index("officer of Úřad v Brně"), told.index("supervisor of Úřad v Brně")
    assert "Navrženo 12. ledna 2027" in told[first:second]
    assert "Podepsáno 12. ledna 2027" in told[second:]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_request_says_what_to_bring_by_when_and_what_if_not(
    north: tuple[Office, list[Role]], amina: tuple[Case, Role], language: str
) -> None:
    needs_arabic()
    (officer, _), (case, its) = north[1], amina
    done(case, by(officer), "does", "wait for the applicant")
    done(case, Author("worker", "worker", "portal"), "does", "appear in person")
    entry = done(case, by(officer), "does", "ask for what is missing", Said(text="The contract has no wage."))
    address = f"/en/cases/{case.number}/letters/{entry}.pdf"
    told = pdf(its.client, address)
    assert "The contract has no wage." in told
    assert "30 dnů ode dne, kdy vám bude tento dopis doručen" in told
    assert "Podepsáno 12. ledna 2027" in told
    for page in (its.client.get(f"/{language}/my/{case.number}/"), officer.client.get(f"/en/cases/{case.number}/")):
        assert f"/cases/{case.number}/letters/{entry}.pdf" in page_of(page)
    assert officer.client.get(address.replace(f"/{entry}.", "/1.")).status_code == 404, "nothing was written with it"


def test_an_invitation_a_fee_and_what_goes_with_a_decision_are_letters(
    north: tuple[Office, list[Role]], amina: tuple[Case, Role]
) -> None:
    (officer, _), (case, _) = north[1], amina
    made = Appointment("a1", "2027-02-12T10:00:00+01:00", "Room 4", "your work", interpreter="Arabic")
    entry = done(case, by(officer), verbs.APPOINTS, "a1", Said(appointment=made))
    invited = pdf(officer.client, f"/en/cases/{case.number}/letters/{entry}.pdf")
    for part in ("12. února 2027, 10:00", "Room 4", "your work", "Arabic"):
        assert part in invited
    money = Money("permit fee", "2500", "CZK", "RF713NQ54LVDGF01", payer="worker", symbol="7537045838")
    entry = done(case, by(officer), verbs.CHARGES, "permit fee", Said(money=money))
    owed = pdf(officer.client, f"/en/cases/{case.number}/letters/{entry}.pdf")
    for part in ("2500 CZK", "RF71 3NQ5 4LVD GF01", "Variabilní symbol 7537045838"):
        assert part in owed
    until_examined(case, by(officer))
    said = Said(proposal=Proposal("p1", "does", "refuse"), reasons=REASONS)
    done(case, by(officer), verbs.PROPOSES, "p1", said)
    actions.sign(case.pk.bytes, None, "p1", by(north[1][1]), Hand(TODAY))
    entry = done(case, by(officer), "sends", "refuse")
    assert "Zasíláme vám" in pdf(officer.client, f"/en/cases/{case.number}/letters/{entry}.pdf")


@pytest.mark.parametrize(("language", "said"), [("en", "Acknowledgement 1"), ("ar", "إيصال")])
def test_an_acknowledgement_is_downloaded_as_a_sheet(amina: tuple[Case, Role], language: str, said: str) -> None:
    needs_arabic()
    case, its = amina
    address = f"/{language}/my/{case.number}/receipts/1.pdf"
    waits = its.client.get(address)
    if waits.status_code == 503:
        assert waits.headers["Retry-After"] == "1"
        sealing.seal(Hand(TODAY))
    told = pdf(its.client, address)
    link = store.file_of(case.pk.bytes).lines[0].link.hex()
    assert said in told
    assert link in re.sub(r"\s", "", told)
    assert "Amina" not in told
    assert address in page_of(its.client.get(f"/{language}/my/{case.number}/receipts/1/"))


def test_an_office_prints_the_acknowledgement_of_what_came_by_post_and_it_is_logged(
    north: tuple[Office, list[Role]], amina: tuple[Case, Role]
) -> None:
    (officer, _), (case, its) = north[1], amina
    sealing.seal(Hand(TODAY))
    address = f"/en/cases/{case.number}/receipts/1.pdf"
    assert "Potvrzení o přijetí 1" in pdf(officer.client, address)
    assert case.readings.get().why == "acknowledgement, entry 1"
    assert its.client.get(address).status_code == 404
