"""Cases under faults: a clear answer, nothing lost, nothing done twice."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.http import HttpResponse

from safeconduct.cases import verbs
from safeconduct.cases.file import Erased
from safeconduct.cases.web import actions, rebuild, store
from safeconduct.cases.web.models import Case, Post
from safeconduct.journal.web import checking, sealing
from safeconduct.journal.web.writing import Overtaken
from safeconduct.people.web import actions as register
from safeconduct.people.web.models import Person
from safeconduct.shell import clock
from tests.access.world_cases import account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import Role, role
from tests.cases.attachments.making import pdf
from tests.cases.web.making import Hand
from tests.cases.web.walking import day, on, send, text_of
from tests.faults.test_journal import full_disk

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY = date(2027, 1, 12)
WAIT = "?verb=does&what=wait+for+the+applicant&by=permit+authority"


class North:
    """An office with two officers, a case of it, and the one whom it is about."""

    def __init__(self) -> None:
        self.office, (self.first, *_) = office("north", "permit authority", *Post.Role.values)
        other = account("second")
        Post.objects.create(account=other, office=self.office, role=Post.Role.OFFICER, since=date(2026, 1, 1))
        self.second = role("second", other)
        amina = account("amina")
        self.amina: Role = role("amina", amina)
        self.worker: Person = person("Amina", amina)
        self.case: Case = a_case(self.office, self.worker, person("Firm", None))

    @property
    def page(self) -> str:
        """The address of the case."""
        return f"/en/cases/{self.case.number}/"

    @property
    def mine(self) -> str:
        """The address of the case for whoever takes part."""
        return f"/en/my/{self.case.number}/"

    def entries(self) -> int:
        """How many entries the journal holds of the case; the row says the same."""
        store.SHELF.clear()
        number = store.file_of(self.case.pk.bytes).version
        assert Case.objects.get(pk=self.case.pk).entries == number
        return number

    def filled(self, seen: int) -> dict[str, str]:
        """The form of an act, as it is sent."""
        return {"seen": str(seen), "text": "because", **day("on", TODAY)}


@pytest.fixture
def north(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: LazySettings) -> Iterator[North]:
    """The office on the day, with room for files of its own; whatever happened, tables and journal are sound after."""
    settings.DATA = tmp_path
    on(monkeypatch, TODAY)
    yield North()
    assert list(rebuild.differences()) == []
    while sealing.seal(clock.current):
        pass
    assert checking.check(connection, sealing.public_key()).findings == ()


def read(who: Role, address: str) -> str:
    """The text of a page."""
    return who.client.get(address).content.decode()


# ---- who meet --------------------------------------------------------------------------------------------------------


def test_of_two_officers_at_once_one_acts_and_the_other_sees_what_changed(north: North) -> None:
    seen = north.entries()
    barrier, answers = Barrier(2), {}

    def act(who: Role) -> None:
        barrier.wait()
        answers[who.name] = send(who.client, f"{north.page}act/{WAIT}", **north.filled(seen))
        connections.close_all()

    threads = [Thread(target=act, args=(who,)) for who in (north.first, north.second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = sorted(answer.status_code for answer in answers.values())
    assert codes in ([302, 409], [302, 503]), [text_of(answer)[:3000] for answer in answers.values()]
    assert north.entries() == seen + 1


def test_a_stale_page_is_shown_what_is_new_and_overwrites_nothing(north: North) -> None:
    seen = north.entries()
    assert send(north.first.client, f"{north.page}act/{WAIT}", **north.filled(seen)).status_code == 302
    assert send(north.amina.client, f"{north.mine}message/", text="hello", seen=str(seen)).status_code == 302
    after = north.entries()
    appoint = {"seen": str(seen), "time": "10:00", "place": "Prague", "about": "papers", "minutes": "30"}
    late = send(north.second.client, f"{north.page}appointment/", **appoint, **day("day", date(2027, 2, 1)))
    assert late.status_code == 409
    assert "nothing of yours was saved" in text_of(late)
    assert north.entries() == after


def test_who_is_overtaken_in_the_very_moment_of_writing_is_told(north: North, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(*_: object, **__: object) -> None:
        raise Overtaken(north.case.pk.bytes, 4, 5)

    monkeypatch.setattr(actions, "append", overtaken)
    seen = north.entries()
    answer = send(north.first.client, f"{north.page}act/{WAIT}", **north.filled(seen))
    assert answer.status_code == 409
    assert "Somebody acted at the same moment" in text_of(answer)
    assert north.entries() == seen


def test_a_double_click_is_one_act(north: North) -> None:
    typed = {"once": secrets.token_urlsafe(16), **north.filled(north.entries())}
    first, second = (north.first.client.post(f"{north.page}act/{WAIT}", typed) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert north.entries() == 5


def test_a_token_sent_with_something_else_does_nothing(north: North) -> None:
    token = secrets.token_urlsafe(16)
    address = f"{north.mine}message/"
    north.amina.client.post(address, {"once": token, "text": "one", "seen": "4"})
    again = north.amina.client.post(address, {"once": token, "text": "two", "seen": "4"})
    assert again.status_code == 409
    assert north.entries() == 5


def test_the_wrong_party_finds_no_form_and_no_act(north: North) -> None:
    seen = north.entries()
    for who, address in (
        (north.amina, f"{north.page}act/{WAIT}"),
        (north.amina, f"{north.page}sign/"),
        (north.amina, f"{north.page}assign/"),
        (role("stranger"), f"{north.page}act/{WAIT}"),
        (role("other", account("other")), f"{north.page}act/{WAIT}"),
    ):
        answer = send(who.client, address, **north.filled(seen))
        assert answer.status_code in (302, 403, 404, 409), (who.name, address)
        assert "/account/login/" in answer.headers.get("Location", "/account/login/")
    assert north.entries() == seen


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_nonsense_in_a_hidden_field_is_no_mistake_of_ours(north: North, seen: str) -> None:
    before = north.entries()
    answer = send(north.first.client, f"{north.page}sign/", proposal="p", seen=seen)
    assert answer.status_code in (400, 409)
    answer = send(north.first.client, f"{north.page}act/{WAIT}", **{**north.filled(4), "seen": seen})
    assert answer.status_code in (200, 409)
    assert north.entries() == before


# ---- uploads ---------------------------------------------------------------------------------------------------------


def handed_in(north: North, name: str, data: bytes) -> HttpResponse:
    """The answer to papers that the person sends."""
    papers = SimpleUploadedFile(name, data, "application/pdf")
    return send(north.amina.client, f"{north.mine}papers/", papers=papers, seen=str(Case.objects.get().entries))


def test_the_same_upload_twice_is_kept_once(north: North) -> None:
    data = pdf(2)
    for _ in range(2):
        answer = handed_in(north, "contract.pdf", data)
        assert answer.status_code == 302, text_of(answer)
    store.SHELF.clear()
    lines = [line for line in store.file_of(north.case.pk.bytes).lines if line.verb == verbs.ADDS_PAPERS]
    assert len({paper.id for line in lines for paper in line.words.papers}) == 1


def test_a_wrong_type_under_a_right_name_is_said_beside_the_field(north: North) -> None:
    seen = north.entries()
    answer = handed_in(north, "contract.pdf", b"MZ" + bytes(500))
    assert answer.status_code == 200
    assert "contract.pdf" in text_of(answer)
    assert 'role="alert"' in text_of(answer)
    assert north.entries() == seen


def test_a_hundred_megabytes_are_refused_before_they_are_kept(north: North) -> None:
    seen = north.entries()
    answer = handed_in(north, "film.pdf", bytes(100_000_000))
    assert answer.status_code == 413
    assert "too large" in text_of(answer)
    assert north.entries() == seen


# ---- the machine -----------------------------------------------------------------------------------------------------


def test_a_clock_set_back_is_said_and_nothing_is_written(north: North, monkeypatch: pytest.MonkeyPatch) -> None:
    send(north.amina.client, f"{north.mine}message/", text="now", seen="4")
    seen = north.entries()
    wrong = datetime(2027, 1, 12, 8, tzinfo=UTC)
    monkeypatch.setattr(clock, "system", lambda: wrong)
    answer = send(north.amina.client, f"{north.mine}message/", text="then", seen=str(seen))
    assert answer.status_code == 503
    assert "The clock of this server is wrong" in text_of(answer)
    assert "may then" not in text_of(answer)
    assert north.entries() == seen
    monkeypatch.setattr(clock, "system", lambda: wrong + timedelta(hours=2))
    assert send(north.amina.client, f"{north.mine}message/", text="again", seen=str(seen)).status_code == 302


@pytest.mark.skipif("SAFECONDUCT_TEST_DB" in os.environ, reason="a full disk of PostgreSQL is that of its server")
def test_a_full_disk_is_said_and_what_was_kept_is_kept(north: North) -> None:
    seen = north.entries()
    with full_disk(0):
        answers = [
            send(north.amina.client, f"{north.mine}message/", text="word " * 3000, seen=str(seen)) for _ in range(20)
        ]
    codes = [answer.status_code for answer in answers]
    assert codes[-1] == 507, codes
    assert "no room left" in text_of(answers[-1])
    assert north.entries() == seen + codes.count(302)
    assert send(north.amina.client, f"{north.mine}message/", text="again", seen=str(seen)).status_code == 302


def test_a_busy_database_asks_to_try_again(north: North, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    seen = north.entries()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "append", locked)
        answer = send(north.amina.client, f"{north.mine}message/", text="now", seen=str(seen))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert north.entries() == seen


def test_a_mistake_of_ours_stays_one(north: North, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise OperationalError("no such table: nothing")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "append", wrong)
        answer = send(north.amina.client, f"{north.mine}message/", text="now", seen="4")
    assert answer.status_code == 500


# ---- the erased ------------------------------------------------------------------------------------------------------


def test_who_was_erased_is_on_no_desk_and_the_journal_still_verifies(north: North) -> None:
    second = a_case(north.office, person("Ben", None), person("Other firm", None))
    register.erase(north.worker, clock.current)
    Case.objects.filter(pk=north.case.pk).update(erased=True)
    store.SHELF.clear()
    for who in (north.first, north.second, north.amina):
        desk = read(who, "/en/desk/" if who is not north.amina else "/en/my/")
        assert north.case.number not in desk
        assert who.client.get(north.page).status_code == 404
        assert who.client.get(north.mine).status_code == 404
    assert second.number in read(north.first, "/en/desk/")
    with pytest.raises(Erased):
        store.file_of(north.case.pk.bytes)
    with pytest.raises(actions.Unknown):  # nor does the worker write in it
        actions.pass_time([north.case.pk.bytes], Hand(date(2027, 6, 1)))


def test_a_key_that_was_destroyed_meanwhile_is_said(north: North, monkeypatch: pytest.MonkeyPatch) -> None:
    register.erase(north.worker, clock.current)  # the page had been let in the moment before
    store.SHELF.clear()
    answer = north.first.client.get(north.page)
    assert answer.status_code == 410
    assert "erased" in answer.content.decode()
