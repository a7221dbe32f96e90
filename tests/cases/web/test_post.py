"""Post on paper: cut into its papers, each entered with its day, what it is and who sent it."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from safeconduct.cases import verbs
from safeconduct.cases.file import Line
from safeconduct.cases.web import papers, store
from safeconduct.cases.web.access import account_number, person_number
from safeconduct.cases.web.attachments import storing
from safeconduct.cases.web.models import Case, Office, Post
from tests.access.world_cases import case as a_case
from tests.access.world_cases import office, person
from tests.access.worlds import Role
from tests.cases.attachments.making import pdf
from tests.cases.web.making import FILED
from tests.cases.web.walking import day, on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
STAMPED = date(2027, 1, 14)


@pytest.fixture
def north(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> tuple[Office, Role]:
    """An office with somebody at its registry, on the day after the stamp, with room for files of its own."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    on(monkeypatch, date(2027, 1, 15))
    made, (its,) = office("north", "permit authority", Post.Role.REGISTRY)
    return made, its


@pytest.fixture
def case(north: tuple[Office, Role]) -> Case:
    """A case of that office."""
    return a_case(north[0], person("Amina", None), person("Firm", None))


def scanned(who: Role, case: Case, **typed: object) -> HttpResponse:
    """The page that asks of each paper what it is, after these were sent."""
    return send(who.client, f"/en/cases/{case.number}/post/", **typed)


def kept_in(answer: HttpResponse) -> dict[str, str]:
    """What the page carries to its answer."""
    page = text_of(answer)
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("kept", "seen")}
    return {name: html.unescape(match[1]) for name, match in found.items() if match}


def stamp(at: int, sender: str, when: date, evidence: str = "") -> dict[str, str]:
    """What is typed of one paper."""
    return {f"paper{at}-sender": sender, f"paper{at}-evidence": evidence, **day(f"paper{at}-on", when)}


def entered(case: Case) -> list[Line]:
    """The entries that bring papers, as the journal has them."""
    store.SHELF.clear()
    return [line for line in store.file_of(case.pk.bytes).lines if line.verb == verbs.ADDS_PAPERS]


def test_a_batch_becomes_papers_each_with_its_day_and_sender(north: tuple[Office, Role], case: Case) -> None:
    registry = north[1]
    batch = SimpleUploadedFile("post of today.pdf", pdf(5), "application/pdf")
    asked = scanned(registry, case, batch=batch, pages="3")
    assert asked.status_code == 200
    assert not entered(case)
    evidence = next(iter(store.file_of(case.pk.bytes).law.procedure.evidence))
    typed = stamp(0, "worker", STAMPED, evidence) | stamp(1, "employer", date(2027, 1, 15))
    answer = scanned(registry, case, **kept_in(asked), **typed)
    assert answer.headers["Location"] == f"/en/cases/{case.number}/"
    first, second = entered(case)
    worker = case.participants.get(party="worker").person
    official = account_number(registry.who.account.pk)  # type: ignore[union-attr]
    assert (first.who, first.role, first.on) == (person_number(worker), "worker", STAMPED)
    assert {(line.source, line.typed_by) for line in (first, second)} == {("post", official)}
    assert (second.role, second.on) == ("employer", date(2027, 1, 15))
    (paper,) = first.words.papers
    assert (paper.pages, paper.evidence) == (2, evidence)
    assert second.words.papers[0].pages == 3
    assert b"".join(storing.open_for(paper)).startswith(b"%PDF")


def test_a_stamp_before_the_last_entry_is_kept_in_words(north: tuple[Office, Role], case: Case) -> None:
    asked = scanned(north[1], case, papers=SimpleUploadedFile("letter.pdf", pdf(1)))
    assert "cannot stand before that day" in text_of(asked)
    scanned(north[1], case, **kept_in(asked), **stamp(0, "worker", date(2027, 1, 8)))
    (line,) = entered(case)
    assert line.on == FILED
    assert "8 January 2027" in line.words.text


def test_what_is_missing_is_asked_for_again_and_nothing_is_entered(north: tuple[Office, Role], case: Case) -> None:
    several = [SimpleUploadedFile(f"{n}.pdf", pdf(n)) for n in (1, 2)]
    asked = scanned(north[1], case, papers=several)
    future = stamp(0, "worker", date(2027, 2, 1)) | stamp(1, "worker", STAMPED)
    again = scanned(north[1], case, **kept_in(asked), **future)
    assert "has not come yet" in text_of(again)
    assert not entered(case)
    left_out = {"paper0-leave_out": "on"} | stamp(1, "worker", STAMPED)
    scanned(north[1], case, **kept_in(again), **left_out)
    (line,) = entered(case)
    assert line.words.papers[0].pages == 2


def test_papers_of_one_case_cannot_be_entered_in_another(north: tuple[Office, Role], case: Case) -> None:
    other = a_case(north[0], person("Ben", None), person("Firm", None))
    kept = kept_in(scanned(north[1], case, papers=SimpleUploadedFile("letter.pdf", pdf(1))))
    assert scanned(north[1], other, **kept, **stamp(0, "worker", STAMPED)).status_code == 404
    changed = kept | {"kept": kept["kept"][:-1] + ("A" if kept["kept"][-1] != "A" else "B")}
    assert scanned(north[1], case, **changed, **stamp(0, "worker", STAMPED)).status_code == 404
    assert not entered(case) and not entered(other)


def test_whoever_acted_meanwhile_is_shown(north: tuple[Office, Role], case: Case) -> None:
    kept = kept_in(scanned(north[1], case, papers=SimpleUploadedFile("letter.pdf", pdf(1))))
    once = scanned(north[1], case, **kept, **stamp(0, "worker", STAMPED))
    assert once.status_code == 302
    assert scanned(north[1], case, **kept, **stamp(0, "worker", STAMPED)).status_code == 409
    assert len(entered(case)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose the scanned files"),
        ({"batch": ("batch.pdf", b"no PDF at all")}, "cannot open this file"),
        ({"batch": ("batch.pdf", pdf(2)), "pages": "7"}, "2"),
        ({"papers": ("run.pdf", b"MZ" + bytes(200))}, "run.pdf"),
    ],
)
def test_what_cannot_be_taken_says_why(
    north: tuple[Office, Role], case: Case, typed: dict[str, object], said: str
) -> None:
    sent = {n: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for n, v in typed.items()}
    page = text_of(scanned(north[1], case, **sent))
    assert 'class="error"' in page or "errors" in page
    assert said in page


def test_a_letter_without_a_number_is_searched_for_first(north: tuple[Office, Role], case: Case) -> None:
    client = north[1].client
    assert f"/cases/{case.number}/post/" in text_of(client.get("/en/office/post/", {"q": case.number}))
    assert "say why" in text_of(client.get("/en/office/post/", {"q": "Amina"}))
    by_name = text_of(client.get("/en/office/post/", {"q": "Amina", "why": "a letter came"}))
    assert f"/cases/{case.number}/post/" in by_name


def test_a_paper_whose_file_is_gone_or_changed_says_so(north: tuple[Office, Role], case: Case) -> None:
    kept = kept_in(scanned(north[1], case, papers=SimpleUploadedFile("letter.pdf", pdf(1))))
    scanned(north[1], case, **kept, **stamp(0, "worker", STAMPED))
    paper = entered(case)[0].words.papers[0]
    found = papers.paper_of(store.file_of(case.pk.bytes), paper.id)
    assert found is not None
    address, path = f"/en/cases/{case.number}/papers/{paper.id}/", storing.folder().file(paper.id)
    assert north[1].client.get(address).status_code == 200
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    changed = north[1].client.get(address)
    assert (changed.status_code, "not the one that was handed in" in text_of(changed)) == (500, True)
    path.unlink()
    missing = north[1].client.get(address)
    assert (missing.status_code, "not there" in text_of(missing)) == (500, True)
