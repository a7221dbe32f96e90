"""A running case goes over to a later version: shown first, done by a supervisor, replayed by the text's hash."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from safeconduct.cases import verbs
from safeconduct.cases.web import actions, law, rebuild, store
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.models import Case, Post
from safeconduct.cases.web.store import AnotherText
from safeconduct.procedures.library import Library
from tests.access.world_cases import case as a_case
from tests.access.world_cases import office, person
from tests.access.worlds import Role
from tests.cases.web.making import OFFICER, WORKER, Hand
from tests.cases.web.walking import on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
LATER = "2027-01-12"
DAY = date(2027, 1, 14)


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The text of a later version, in a library beside the first: 45 days to decide instead of 60."""
    root = tmp_path / "library"
    shutil.copytree(Library.default().root, root)
    folder = root / "procedures" / "cz" / "employee-card"
    shutil.copytree(folder / "2026-11-24", folder / LATER)
    file = folder / LATER / "procedure.yaml"
    written = file.read_text(encoding="utf-8")
    assert written.count("length: 60 days") == 1
    changed = written.replace("version: 2026-11-24", f"version: {LATER}").replace("length: 60 days", "length: 45 days")
    file.write_text(changed, encoding="utf-8")
    for told in (folder / LATER).glob("*.yaml"):
        told.write_text(told.read_text(encoding="utf-8").replace("card@2026-11-24", f"card@{LATER}"), encoding="utf-8")
    library = Library(root)
    forget()
    monkeypatch.setattr(Library, "default", staticmethod(lambda: library))
    yield file
    forget()


def forget() -> None:
    """Forget what was read of the library."""
    store.SHELF.clear()
    store.law_of.cache_clear()
    law.shown_in.cache_clear()


@pytest.fixture
def people(text: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Role, Role, Case]:
    """A supervisor, an officer, and a case that was filed under the first version."""
    on(monkeypatch, DAY)
    made, (officer, supervisor) = office("north", "permit authority", Post.Role.OFFICER, Post.Role.SUPERVISOR)
    monkeypatch.setattr("tests.access.world_cases.law", _first)
    case = a_case(made, person("Amina", None), person("Firm", None))
    acts = [(OFFICER, "wait for the applicant", 12), (WORKER, "appear in person", 13)]
    orders = [Order(case.pk.bytes, None, by, "does", what, date(2027, 1, day), by.role) for by, what, day in acts]
    actions.carry_out(orders, Hand(DAY))
    case.refresh_from_db()
    return supervisor, officer, case


def _first() -> object:
    from tests.cases.making import law as law_named

    return law_named("cz/employee-card@2026-11-24")


def address(case: Case) -> str:
    """The page."""
    return f"/en/cases/{case.number}/version/"


def moved(who: Role, case: Case, **more: str) -> object:
    """Send the form."""
    typed = {"seen": str(case.entries), "version": LATER, "why": "Transitional provision, point 3"}
    return send(who.client, address(case), **typed | more)


def test_what_would_change_is_shown_and_nothing_is_written(people: tuple[Role, Role, Case]) -> None:
    supervisor, _, case = people
    page = text_of(supervisor.client.get(address(case)))
    assert "15 March 2027" in page and "1 March 2027" in page
    assert Case.objects.get().entries == case.entries


def test_a_case_goes_over_and_is_replayed_under_the_new_text(people: tuple[Role, Role, Case]) -> None:
    supervisor, _, case = people
    before = Case.objects.get()
    assert (before.version, before.decision_due) == ("2026-11-24", date(2027, 3, 15))
    assert moved(supervisor, case).status_code == 302  # type: ignore[attr-defined]
    after = Case.objects.get()
    assert (after.version, after.decision_due) == (LATER, date(2027, 3, 1))
    kept = store.file_of(case.pk.bytes)
    store.SHELF.clear()
    again = store.file_of(case.pk.bytes)
    assert again == kept
    line = next(li for li in again.lines if li.verb == verbs.MIGRATES)
    assert (line.procedure, line.version) == (
        again.law.procedure.identity,
        Library.default().load(f"{after.procedure}@{LATER}").hash,
    )
    assert (line.words.migrates_to, line.words.text) == (f"cz/employee-card@{LATER}", "Transitional provision, point 3")
    assert list(rebuild.differences()) == []
    assert case.number in text_of(supervisor.client.get(f"/en/cases/{case.number}/"))


def test_a_text_that_was_changed_later_is_not_taken_for_the_one(people: tuple[Role, Role, Case], text: Path) -> None:
    supervisor, _, case = people
    moved(supervisor, case)
    text.write_text(text.read_text(encoding="utf-8").replace("45 days", "44 days"), encoding="utf-8")
    forget()
    with pytest.raises(AnotherText, match=LATER):
        store.file_of(case.pk.bytes)


def test_silence_before_is_written_first(people: tuple[Role, Role, Case], monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor, _, case = people
    on(monkeypatch, date(2027, 2, 10))
    assert moved(supervisor, case).status_code == 302  # type: ignore[attr-defined]
    store.SHELF.clear()
    told = [(li.verb, li.procedure[-10:]) for li in store.file_of(case.pk.bytes).lines if li.verb in verbs.LAW]
    assert told[-1] == (verbs.MIGRATES, LATER)
    assert any(verb in (verbs.SILENCE, verbs.LATE) and version == "2026-11-24" for verb, version in told)
    assert list(rebuild.differences()) == []


def test_only_a_supervisor_with_a_reason_who_saw_all_of_it(people: tuple[Role, Role, Case]) -> None:
    supervisor, officer, case = people
    assert moved(officer, case).status_code == 404  # type: ignore[attr-defined]
    assert moved(supervisor, case, why="").status_code == 200  # type: ignore[attr-defined]
    assert moved(supervisor, case, seen="1").status_code == 409  # type: ignore[attr-defined]
    assert moved(supervisor, case, version="2026-11-24").status_code == 200  # type: ignore[attr-defined]
    assert Case.objects.get().version == "2026-11-24"
