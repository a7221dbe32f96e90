"""A process may be killed and a disk may fill at any moment: a file is there whole, or not at all."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safeconduct.cases.attachments import sealed
from safeconduct.cases.web.attachments import folder as folders
from safeconduct.cases.web.attachments.folder import Folder, Missing, NoRoom
from safeconduct.cases.web.attachments.storing import Owner, take_in
from tests.cases.attachments.making import picture

AMINA = Owner(bytes(range(32)), "0a" * 16, bytes(range(16)))
FORK = multiprocessing.get_context("fork")


def photo(number: int, size: int = 300_000) -> Iterator[bytes]:
    """A photo that differs from all others, in pieces."""
    head = picture("JPEG")[:-2]
    yield head
    yield number.to_bytes(4, "big").replace(b"\xff", b"\xfe")
    for _ in range(size // 50_000):
        yield b"\x55" * 50_000
    yield b"\xff\xd9"


def opened(held: Folder, id_: str) -> bytes:
    with held.open(id_) as file:
        own = sealed.file_key(file.read(sealed.START), AMINA.key, id_)
        return b"".join(sealed.Reader(file, own).parts())


def in_place(held: Folder) -> list[str]:
    return [path.name for path in held.path.glob("??/*") if len(path.name) == 32]


def names(held: Folder, part: str) -> set[str]:
    folder = held.path / part
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def nobody(case: bytes, ids: object) -> set[str]:
    return set()


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=2)  # noqa: TID251 - files on the disk age by this clock


def run(act: Callable[[], None]) -> int | None:
    process = FORK.Process(target=act)
    process.start()
    process.join(60)
    return process.exitcode


def check_all(held: Folder) -> None:
    """Whatever is in its place is whole and will be cleaned away or scanned; cleaning leaves nothing."""
    for id_ in in_place(held):
        assert opened(held, id_).endswith(b"\xff\xd9")
        assert id_ in names(held, "new")
        assert id_ in names(held, "unscanned")
    held.tidy(nobody, tomorrow())
    assert [path for path in held.path.rglob("*") if path.is_file() and path.name != "lock"] == []


@pytest.mark.parametrize("pieces", range(9))
def test_killed_while_a_file_comes_in(tmp_path: Path, pieces: int) -> None:
    held = Folder(tmp_path)

    def dying() -> Iterator[bytes]:
        for at, piece in enumerate(photo(1)):
            if at == pieces:
                os.kill(os.getpid(), signal.SIGKILL)
            yield piece

    assert run(lambda: take_in(held, AMINA, dying(), "a.jpg") and None) == -signal.SIGKILL
    assert in_place(held) == []
    check_all(held)


STEPS = ["_write", "_sync", "fsync", "rename"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("nth", [1, 2])
def test_killed_at_each_step_of_putting_a_file_in_its_place(tmp_path: Path, step: str, after: bool, nth: int) -> None:
    held = Folder(tmp_path)

    def dying() -> None:
        owner: object = {"fsync": os, "rename": Path}.get(step, folders)
        real, count = getattr(owner, step), 0

        def killing(*given: object) -> object:
            nonlocal count
            count += 1
            if count == nth and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*given)
            if count == nth:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(owner, step, killing)
        take_in(held, AMINA, photo(1), "a.jpg")

    killed = run(dying) == -signal.SIGKILL
    assert killed == ((step, nth) != ("rename", 2))
    stored = take_in(held, AMINA, photo(1), "a.jpg")
    assert opened(held, stored.id) == b"".join(photo(1))
    check_all(held)


def test_killed_at_any_moment(tmp_path: Path) -> None:
    held = Folder(tmp_path)

    def busy() -> None:
        for number in range(10_000):
            take_in(held, AMINA, photo(number % 40), "a.jpg")

    for wait in range(8):
        process = FORK.Process(target=busy)
        before = len(in_place(held))
        process.start()
        while process.is_alive() and len(in_place(held)) == before:
            time.sleep(0.001)
        time.sleep(wait * 0.017)
        process.kill()
        process.join()
        assert all(opened(held, id_).endswith(b"\xff\xd9") for id_ in in_place(held))
    assert in_place(held)
    check_all(held)


@pytest.mark.parametrize("most", [0, 50, 200, 66_000, 150_000, 300_000])
def test_a_disk_that_fills_while_a_file_comes_in(tmp_path: Path, most: int) -> None:
    held = Folder(tmp_path)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        try:
            take_in(held, AMINA, photo(1), "a.jpg")
        except NoRoom as error:
            os._exit(40 if "full" in error.sentence("en") else 41)
        os._exit(42)

    assert run(limited) == 40
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "lock"] == []
    assert opened(held, take_in(held, AMINA, photo(1), "a.jpg").id) == b"".join(photo(1))


def test_a_disk_that_is_nearly_full_takes_nothing_so_that_the_database_goes_on(tmp_path: Path) -> None:
    held = Folder(tmp_path, reserve=1 << 62)
    with pytest.raises(NoRoom, match="Make room"):
        take_in(held, AMINA, photo(1), "a.jpg")
    assert in_place(held) == []


def test_the_same_file_handed_in_many_times_at_once_is_kept_once(tmp_path: Path) -> None:
    held, found = Folder(tmp_path), []
    start = threading.Barrier(8)

    def hand_in() -> None:
        start.wait()
        found.append(take_in(held, AMINA, photo(1), "a.jpg"))

    threads = [threading.Thread(target=hand_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert {stored.id for stored in found} == set(in_place(held))
    assert len(in_place(held)) == 1
    assert sum(not stored.again for stored in found) == 1


def test_taking_in_while_another_process_cleans_is_whole_or_nothing(tmp_path: Path) -> None:
    held = Folder(tmp_path)

    def cleaning() -> None:
        folders._remove_old = lambda *_: 0  # type: ignore[assignment]  # nothing takes a day to come in
        for _ in range(10_000):
            held.tidy(nobody, tomorrow())

    cleaner = FORK.Process(target=cleaning)
    cleaner.start()
    try:
        for number in range(20):
            stored = take_in(held, AMINA, photo(number % 3, 60_000), "a.jpg")
            with suppress(Missing):
                assert opened(held, stored.id) == b"".join(photo(number % 3, 60_000))
    finally:
        cleaner.kill()
        cleaner.join()
    check_all(held)
