"""What is handed in comes back as it was, once, for whoever holds the key; what is not taken leaves nothing."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import repeat
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from safeconduct.cases.attachments import Refused, kinds
from safeconduct.cases.web.attachments import storing, tasks
from safeconduct.cases.web.attachments.downloading import download
from safeconduct.cases.web.attachments.folder import Folder, Missing
from safeconduct.cases.web.attachments.storing import Erased, hold, is_whole, open_for, open_stored, store
from safeconduct.journal.payload import Unreadable
from safeconduct.journal.web import keys
from tests.cases.attachments.making import docx, pdf, picture

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
CASE, OTHER = bytes(range(16)), bytes(16)


def pieces(data: bytes, length: int = 1_000) -> Iterator[bytes]:
    return (data[at : at + length] for at in range(0, len(data), length))


def files(held: Folder) -> list[Path]:
    """Everything in the folder but the lock."""
    return sorted(path for path in held.path.rglob("*") if path.is_file() and path.name != "lock")


def age(held: Folder, days: float) -> None:
    """Make everything in the folder older."""
    for path in files(held):
        stamp = path.stat().st_mtime - days * 86_400
        os.utime(path, (stamp, stamp))


def nobody(case: bytes, ids: object) -> set[str]:
    return set()


def later(days: float = 0) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)  # noqa: TID251 - files on the disk age by this clock


def test_a_file_comes_back_as_it_was(held: Folder, amina: str) -> None:
    data = pdf(3, title="Amina Kovalenko, passport")
    stored = store(pieces(data), "Pas de Amina.pdf", CASE, amina)
    assert (stored.kind, stored.size, stored.pages, stored.name) == ("pdf", len(data), 3, "Pas de Amina.pdf")
    assert (stored.scan, stored.again) == ("not scanned", False)
    key = keys.key_of([amina])[amina]
    assert b"".join(open_stored(stored.id, key, stored.commitment)) == data
    paper = stored.paper("Passport", evidence="passport")
    assert (paper.title, paper.evidence, paper.name) == ("Passport", "passport", "Pas de Amina.pdf")
    assert b"".join(open_for(paper)) == data
    assert stored.commitment == sha256(held.file(stored.id).read_bytes()).hexdigest()


def test_nothing_on_the_disk_says_whose_or_what_it_is(held: Folder, amina: str) -> None:
    data = pdf(1, title="Amina Kovalenko, passport")
    store(pieces(data), "Amina Kovalenko.pdf", CASE, amina)
    assert len(files(held)) == 3
    for path in files(held):
        assert not {b"Amina", b"Kovalenko", b"%PDF", b"pdf"} & set(path.read_bytes().split())
        assert b"Kovalenko" not in path.read_bytes() + str(path).encode()
        assert path.stat().st_mode & 0o077 == 0


def test_the_same_file_twice_in_a_case_is_the_first_one(held: Folder, amina: str) -> None:
    first = store(pieces(pdf()), "one.pdf", CASE, amina)
    before = files(held)
    second = store(pieces(pdf(), 77), "another name.pdf", CASE, amina)
    assert (second.id, second.commitment, second.again) == (first.id, first.commitment, True)
    assert files(held) == before


def test_the_same_file_in_another_case_cannot_be_told(held: Folder, amina: str) -> None:
    other = keys.keys_for("migration", ["b" * 32])["b" * 32]
    made = [store(pieces(pdf()), "a.pdf", case, key) for case, key in ((CASE, amina), (OTHER, amina), (CASE, other))]
    assert len({stored.id for stored in made}) == 3
    assert len({held.file(stored.id).read_bytes()[133:] for stored in made}) == 3


def test_beside_a_damaged_file_the_same_one_can_be_handed_in_anew(held: Folder, amina: str) -> None:
    first = store(pieces(pdf()), "a.pdf", CASE, amina)
    damaged = bytearray(held.file(first.id).read_bytes())
    damaged[200] ^= 1
    held.file(first.id).write_bytes(damaged)
    with pytest.raises(Unreadable):
        open_for(first.paper("Passport"))
    second = store(pieces(pdf()), "a.pdf", CASE, amina)
    assert not second.again
    assert b"".join(open_for(second.paper("Passport"))) == pdf()
    assert store(pieces(pdf()), "a.pdf", CASE, amina).id == second.id


def test_a_file_exchanged_by_one_who_has_the_key_is_not_what_the_entry_names(held: Folder, amina: str) -> None:
    first = store(pieces(pdf()), "a.pdf", CASE, amina)
    again = held.path / "again"
    held.file(first.id).rename(again)
    second = store(pieces(pdf()), "a.pdf", CASE, amina)
    assert second.id == first.id
    assert not is_whole(first.id, first.commitment)
    with pytest.raises(Unreadable):
        open_for(first.paper("Passport"))


def test_erasing_a_person_erases_their_files(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), "a.pdf", CASE, amina)
    keys.Key.objects.filter(number=amina).update(wrapped=b"")
    with pytest.raises(Erased):
        open_for(stored.paper("Passport"))
    assert is_whole(stored.id, stored.commitment)
    with pytest.raises(keys.KeyDestroyed):
        store(pieces(pdf()), "a.pdf", CASE, amina)


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(99), "program"),
        (pdf()[:300], "broken"),
        (docx(**{"word__vbaProject.bin": "x"}), "macros"),
    ],
)
def test_what_is_refused_leaves_nothing(held: Folder, amina: str, data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as raised:
        store(pieces(data), "passport.pdf", CASE, amina)
    assert raised.value.reason == reason
    assert files(held) == []


def test_a_hundred_megabytes_are_refused_while_they_come(held: Folder, amina: str) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b"%PDF-1.7\n" + bytes(65_527)
        for block in repeat(bytes(65_536), 1_600):
            sent += len(block)
            yield block

    with pytest.raises(Refused) as raised:
        store(endless(), "film.pdf", CASE, amina)
    assert raised.value.values == {"most": "20 MB"}
    assert sent < kinds().kinds["pdf"].most_bytes + 65_536
    assert files(held) == []


def test_a_program_is_refused_by_its_first_bytes(held: Folder, amina: str) -> None:
    def program() -> Iterator[bytes]:
        yield b"MZ" + bytes(10_000)
        pytest.fail("more was read than is needed")

    with pytest.raises(Refused):
        store(program(), "passport.pdf", CASE, amina)


def test_a_photo_has_the_limit_of_photos_and_a_form_may_set_a_lower_one(held: Folder, amina: str) -> None:
    large = picture("JPEG") + bytes(kinds().kinds["jpeg"].most_bytes)
    with pytest.raises(Refused, match="10 MB"):
        store(pieces(large, 65_536), "a.jpg", CASE, amina)
    with pytest.raises(Refused, match="1 MB"):
        store(pieces(picture("JPEG") + bytes(1_000_000)), "a.jpg", CASE, amina, most=1_000_000)


def test_memory_stays_flat(held: Folder, amina: str) -> None:
    head, most = picture("JPEG")[:-2], kinds().kinds["jpeg"].most_bytes - 2_000

    def photo() -> Iterator[bytes]:
        yield head
        yield from repeat(b"\x55" * 65_536, (most - len(head)) // 65_536)
        yield b"\xff\xd9"

    store(iter([picture("JPEG")]), "warm.jpg", CASE, amina)
    tracemalloc.start()
    stored = store(photo(), "large.jpg", CASE, amina)
    for _ in open_for(stored.paper("Photo")):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert stored.size > 9_000_000
    assert peak < 2_000_000


# ---- named by an entry, or not ---------------------------------------------------------------------------------------


def test_a_file_that_no_entry_names_goes_after_a_day(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), "a.pdf", CASE, amina)
    assert held.tidy(nobody, later(0.9)) == 0
    assert held.file(stored.id).exists()
    assert held.tidy(nobody, later(1.1)) == 1
    assert files(held) == []


def test_a_file_that_an_entry_names_stays(
    held: Folder, amina: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = store(pieces(pdf()), "a.pdf", CASE, amina)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        hold([stored.id, stored.id])
    assert held.tidy(nobody, later(400)) == 0
    assert b"".join(open_for(stored.paper("Passport"))) == pdf()


def test_a_process_killed_after_its_entry_was_written_loses_nothing(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), "a.pdf", CASE, amina)
    asked: list[tuple[bytes, list[str]]] = []

    def named(case: bytes, ids: object) -> set[str]:
        asked.append((case, list(ids)))  # type: ignore[call-overload]
        return {stored.id}

    assert held.tidy(named, later(2)) == 0
    assert asked == [(CASE, [stored.id])]
    assert held.tidy(nobody, later(400)) == 0


def test_an_entry_cannot_name_a_file_that_is_gone(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), "a.pdf", CASE, amina)
    held.tidy(nobody, later(2))
    with pytest.raises(Missing, match="backup"), transaction.atomic():
        hold([stored.id])


def test_what_is_named_or_handed_in_anew_gets_another_day(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), "a.pdf", CASE, amina)
    for renewed in (lambda: hold([stored.id]), lambda: store(pieces(pdf()), "a.pdf", CASE, amina)):
        age(held, 2)
        renewed()
        assert held.tidy(nobody, later()) == 0
    age(held, 2)
    assert held.tidy(nobody, later()) == 1


def test_a_file_handed_in_while_it_is_cleaned_away_is_there_afterwards(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), "a.pdf", CASE, amina)
    age(held, 2)

    def meanwhile(case: bytes, ids: object) -> set[str]:
        assert store(pieces(pdf()), "a.pdf", CASE, amina).again
        return set()

    assert held.tidy(meanwhile, later()) == 0
    assert b"".join(open_for(stored.paper("Passport"))) == pdf()


def test_the_task_of_the_worker_removes_what_a_killed_process_left(held: Folder, amina: str) -> None:
    store(pieces(pdf()), "a.pdf", CASE, amina)
    (held.path / "incoming" / "abc").write_bytes(b"half")
    age(held, 2)
    (task,) = [task for task in tasks.tasks(nobody) if task.name == "attachments.tidy"]
    assert task.act(later) == 2
    assert files(held) == []


@pytest.mark.parametrize("id_", ["../../../etc/passwd", "", "A" * 32, "a" * 31, "a" * 33, "a" * 31 + "/"])
def test_an_id_leads_nowhere_else(held: Folder, id_: str) -> None:
    with pytest.raises(Missing):
        storing.scan_state(id_)
    with pytest.raises(Missing):
        hold([id_])


# ---- downloads -------------------------------------------------------------------------------------------------------


def test_a_browser_saves_a_file_and_does_nothing_else_with_it(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), 'pas "Amina".pdf', CASE, amina)
    response = download(stored.paper("Passport"))
    assert response.getvalue() == pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Length"] == str(len(pdf()))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_name_in_any_script_is_proposed_as_it_is(held: Folder, amina: str) -> None:
    stored = store(pieces(pdf()), "جواز السفر.pdf", CASE, amina)
    disposition = download(stored.paper("Passport"))["Content-Disposition"]
    assert disposition.isascii()
    assert "filename*=UTF-8''%D8%AC%D9%88" in disposition


def test_a_changed_file_is_not_begun(held: Folder, amina: str) -> None:
    stored = store(pieces(picture("PNG")), "a.png", CASE, amina)
    whole = bytearray(held.file(stored.id).read_bytes())
    whole[-1] ^= 1
    held.file(stored.id).write_bytes(whole)
    with pytest.raises(Unreadable):
        download(stored.paper("Photo"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 3_000), min_size=1, max_size=8))
def test_however_a_file_comes_in_it_is_the_same(held: Folder, amina: str, cuts: list[int]) -> None:
    data, file = pdf(5), io.BytesIO(pdf(5))
    found = list(iter(lambda: file.read(cuts[file.tell() % len(cuts)]), b""))
    stored = store(iter(found), "a.pdf", CASE, amina)
    assert b"".join(open_for(stored.paper("Passport"))) == data
