"""The rights of a person: what is kept about them, who looked, and a copy of all of it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.utils.html import escape

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Said
from safeconduct.cases.web import actions, papers
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.models import Case, Post
from safeconduct.journal import receipt as receipts
from safeconduct.journal.web import sealing
from safeconduct.people import acts
from safeconduct.people.consent import Consent
from safeconduct.people.fields import fields
from safeconduct.people.functioning import Assessment
from safeconduct.people.representation import Representation
from safeconduct.people.web import households, registry
from safeconduct.people.web.models import Person
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from tests.access.world_cases import account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import Role, role
from tests.cases.attachments.making import pdf
from tests.cases.web.making import Hand
from tests.cases.web.walking import on, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
DAY = date(2027, 1, 15)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> tuple[Role, Role, Case]:
    """A person with a case in which a paper and a message stand, an officer, and the case."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    on(monkeypatch, DAY)
    made, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    amina = account("amina")
    case = a_case(made, person("Amina Rahman", amina), person("Firm", account("firm")))
    kept = papers._stored([pdf(1)], "passport.pdf", case.pk.bytes, case.key, Hand(DAY))
    worker, firm = Author("worker 1", "worker", "portal"), Author("firm 1", "employer", "portal")
    said = [(worker, Said(papers=(kept,))), (firm, Said(text="The wage is 52000."))]
    for by, words in said:
        verb = verbs.ADDS_PAPERS if words.papers else verbs.WRITES
        actions.act(Order(case.pk.bytes, None, by, verb, "", DAY, by.role, said=words), Hand(DAY))
    return role("amina", amina), officer, case


def copy_of(who: Role) -> zipfile.ZipFile:
    """The copy that somebody takes away."""
    answer = who.client.get("/en/my/data/copy.zip")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "une personne"), ("ar", "التمييز بين الأشخاص والمنظمات."), ("cs", "Rozlišit osoby")],
)
def test_it_is_told_in_the_language_of_the_reader(world: tuple[Role, Role, Case], language: str, said: str) -> None:
    page = text_of(world[0].client.get(f"/{language}/my/data/"))
    assert said in page
    for english in ("Tell people from", "from: the end of the", "with the law of the procedure", "permit authority"):
        assert english not in page


def test_the_page_tells_what_is_kept_why_and_who_looked(world: tuple[Role, Role, Case]) -> None:
    amina, officer, case = world
    officer.client.get(f"/en/cases/{case.number}/", {"why": "a call from the person"})
    page = text_of(amina.client.get("/en/my/data/"))
    for said in (
        "Amina Rahman",
        case.number,
        "a call from the person",
        "north",
        escape(fields().person["names"].purpose),
    ):
        assert said in page, said
    for procedure in ("access-to-data", "rectification", "restriction"):
        assert f"/apply/common/{procedure}@" in page


def test_a_copy_holds_records_papers_and_acknowledgements(world: tuple[Role, Role, Case]) -> None:
    amina, _, case = world
    sealing.seal(Hand(DAY))
    with copy_of(amina) as found:
        assert found.testzip() is None
        names = found.namelist()
        data = json.loads(found.read("data.json"))
        (paper,) = (name for name in names if "/papers/" in name)
        assert paper.endswith("passport.pdf") and found.read(paper).startswith(b"%PDF")
        signed = [name for name in names if "/acknowledgements/" in name]
        assert len(signed) == len(data["cases"][0]["entries"])
        assert receipts.from_file(found.read(signed[0])).link
    assert data["person"]["records"][0]["names"][0]["whole"] == "Amina Rahman"
    assert data["cases"][0]["number"] == case.number


def test_a_copy_holds_nothing_of_others(world: tuple[Role, Role, Case]) -> None:
    _, _, case = world
    firm = case.participants.get(party="employer").person

    owner = Person.objects.get(pk=firm).account
    assert owner is not None
    with copy_of(role("firm", owner)) as found:
        text = found.read("data.json").decode()
        assert "Amina" not in text
        assert not [name for name in found.namelist() if "/papers/" in name]
    with copy_of(role("stranger", account("nobody"))) as found:
        assert json.loads(found.read("data.json"))["cases"] == []


def test_a_copy_holds_what_stands_beside_the_record_and_who_looked(world: tuple[Role, Role, Case]) -> None:
    amina, officer, case = world
    assert officer.who.account is not None
    its = Person.objects.get(account=amina.who.account)
    child = Person.objects.get(pk=person("Sami", None).pk)
    by = By(officer.who.account, "came to the counter")
    households.house(its, child, "child", DAY, by, clock.current)
    lawyer = person("Lea Lawyer", None)
    registry.empower(Representation(its.pk, lawyer.pk, "power of attorney", "both", DAY), by, clock.current)
    registry.agree(its, Consent("course", "School", ("names",), DAY, DAY), by, clock.current)
    registry.assess(its, Assessment("short-set", DAY, {"seeing": "a lot"}), by, clock.current)
    officer.client.get(f"/en/people/{its.pk}/", {"why": "a letter came"})
    officer.client.get(f"/en/cases/{case.number}/", {"why": "a call"})
    with copy_of(amina) as found:
        text = found.read("data.json").decode()
    told = json.loads(text)["person"]
    (beside,) = told["beside the records"]
    assert beside["households"][0]["who lives there today"] == [{"called": "Sami", "relationship to the head": "child"}]
    assert [one["called"] for one in beside["represented by"]] == ["Lea Lawyer"]
    assert beside["consents"][0]["receiver"] == "School"
    (answer,) = beside["answers about difficulties in daily life"][0]["answers"].values()
    assert "seeing" in answer["question"] and answer["answer"]
    assert [one["act"] for one in beside["done in the register"]] == [
        acts.HOUSES, acts.EMPOWERS, acts.CONSENTS, acts.ASKS,
    ]  # fmt: skip
    assert [(one["what"], one["post"], one["why"]) for one in told["who looked"]] == [
        ("record", "officer, north", "a letter came"), (f"case {case.number}", "north", "a call"),
    ]  # fmt: skip
    assert child.pk not in text and lawyer.pk not in text


def test_a_paper_that_is_gone_is_named_and_the_rest_is_given(world: tuple[Role, Role, Case], tmp_path: Path) -> None:
    for path in tmp_path.glob("attachments/??/*"):
        path.unlink()
    with copy_of(world[0]) as found:
        assert "passport.pdf" in found.read("left-out.txt").decode()
        assert json.loads(found.read("data.json"))["cases"]


def test_the_record_of_processing_is_read_and_taken_away(world: tuple[Role, Role, Case]) -> None:
    _, officer, _ = world
    page = text_of(officer.client.get("/en/office/processing/"))
    assert "cz/employee-card" in page and "register of people" in page
    table = officer.client.get("/en/office/processing.csv")
    rows = table.getvalue().decode("utf-8-sig").splitlines()
    assert int(table.headers["X-Row-Count"]) > 20
    assert "urpose" in rows[0]


def test_a_controller_without_an_address_is_told_and_nothing_is_invented(
    world: tuple[Role, Role, Case], tmp_path: Path
) -> None:
    (tmp_path / "controller.yaml").write_text("controller: {name: Office}\n", encoding="utf-8")
    answer = world[1].client.get("/en/office/processing/")
    assert answer.status_code == 500
    assert "controller.yaml" in text_of(answer)
