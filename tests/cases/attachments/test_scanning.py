"""Files are scanned where there is a scanner; until then they stay locked, and where there is none pages say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from safeconduct.cases.attachments import Refused
from safeconduct.cases.web.attachments import scanning, tasks
from safeconduct.cases.web.attachments.folder import Folder
from safeconduct.cases.web.attachments.scanning import ClamAV, NotScannable, ScannerDown
from safeconduct.cases.web.attachments.storing import Locked, Stored, open_for, scan_state, store
from tests.cases.attachments import clamd
from tests.cases.attachments.clamd import EICAR, Told
from tests.cases.attachments.making import pdf, picture

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
CASE = bytes(range(16))
INFECTED = picture("JPEG", comment=EICAR)
database = pytest.mark.django_db(databases=["default", "keys"])


def pieces(data: bytes) -> Iterator[bytes]:
    return (data[at : at + 30_000] for at in range(0, len(data), 30_000))


def hand_in(data: bytes, key: str) -> Stored:
    return store(pieces(data), "a.pdf", CASE, key, clock=lambda: NOW)


def scan() -> int:
    (task,) = [task for task in tasks.tasks(lambda case, ids: ids) if task.name == "attachments.scan"]
    return task.act(lambda: NOW)


# ---- the protocol ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_path", [False, True])
def test_a_file_is_sent_part_by_part(tmp_path: Path, by_path: bool) -> None:
    told = Told()
    with clamd.scanning(told, tmp_path / "clamd.sock" if by_path else None) as address:
        scanned = ClamAV(address).scan([b"one", b"", b"two" * 30_000])
    assert (scanned.found, scanned.by) == ("", clamd.VERSION)
    assert told.parts == [3, 90_000]
    assert told.streams == [b"one" + b"two" * 30_000]


def test_what_was_found_is_named() -> None:
    with clamd.scanning(Told()) as address:
        assert ClamAV(address).scan([EICAR]).found == "Eicar-Test-Signature"


def test_a_file_that_is_too_long_for_the_scanner_says_which_setting() -> None:
    with clamd.scanning(Told(most=1_000)) as address, pytest.raises(NotScannable, match="StreamMaxLength"):
        ClamAV(address).scan([bytes(50_000)] * 400)


@pytest.mark.parametrize("how", ["silent", "hangs up", "nobody", "no socket"])
def test_a_scanner_that_does_not_answer_is_down(how: str, tmp_path: Path) -> None:
    told = Told(silent=how == "silent", hangs_up=how == "hangs up")
    with clamd.scanning(told) as address:
        gone = {"nobody": clamd.nobody(), "no socket": str(tmp_path / "none")}
        with pytest.raises(ScannerDown, match="Start it"):
            ClamAV(gone.get(how, address), seconds=0.2).scan([b"x"])


@pytest.mark.parametrize("address", ["clamd", "host:port", "host:1:2", "relative/path", "host:123456"])
def test_a_wrong_address_is_said_at_once(settings: Settings, address: str) -> None:
    settings.CLAMAV = address
    with pytest.raises(ImproperlyConfigured, match="host:port"):
        scanning.scanner()


@pytest.mark.parametrize("address", ["localhost:3310", "[::1]:3310", "10.0.0.5:3310", "/run/clamav/clamd.ctl"])
def test_a_right_address_is_taken(settings: Settings, address: str) -> None:
    settings.CLAMAV = address
    assert scanning.scanner() == ClamAV(address)


# ---- files -----------------------------------------------------------------------------------------------------------


@database
def test_without_a_scanner_files_are_given_out_as_not_scanned(held: Folder, amina: str) -> None:
    stored = hand_in(pdf(), amina)
    assert stored.scan == "not scanned"
    assert b"".join(open_for(stored.paper("Passport"))) == pdf()
    assert scan() == 0


@database
def test_a_file_is_scanned_before_it_is_kept(held: Folder, amina: str, settings: Settings) -> None:
    with clamd.scanning(told := Told()) as settings.CLAMAV:
        stored = hand_in(pdf(), amina)
        with pytest.raises(Refused, match="Eicar-Test-Signature") as raised:
            hand_in(INFECTED, amina)
    assert raised.value.reason == "virus"
    assert stored.scan == "clean"
    assert told.streams == [pdf(), INFECTED]
    assert sorted(path.name for path in held.path.glob("??/*")) == [stored.id, f"{stored.id}.scan"]
    verdict = held.verdict(stored.id)
    assert verdict is not None
    assert (verdict.by, verdict.at) == (clamd.VERSION, NOW.isoformat())


@database
def test_while_the_scanner_is_down_files_are_kept_and_locked(held: Folder, amina: str, settings: Settings) -> None:
    settings.CLAMAV = clamd.nobody()
    clean, infected = hand_in(pdf(), amina), hand_in(INFECTED, amina)
    assert (clean.scan, infected.scan) == ("waiting", "waiting")
    assert scan() == 0
    with pytest.raises(Locked, match="being scanned"):
        open_for(clean.paper("Passport"))
    with clamd.scanning(Told()) as settings.CLAMAV:
        assert scan() == 2
        assert scan() == 0
    assert b"".join(open_for(clean.paper("Passport"))) == pdf()
    assert scan_state(infected.id) == "infected"
    with pytest.raises(Locked, match="virus") as raised:
        open_for(infected.paper("Passport"))
    assert "virus" in raised.value.sentence("fr")


@database
def test_an_infected_file_stays_locked_when_the_scanner_is_taken_away(
    held: Folder, amina: str, settings: Settings
) -> None:
    infected = hand_in(INFECTED, amina)
    with clamd.scanning(Told()) as settings.CLAMAV:
        assert scan() == 1
    settings.CLAMAV = ""
    with pytest.raises(Locked):
        open_for(infected.paper("Passport"))


@database
def test_files_from_before_there_was_a_scanner_are_scanned(held: Folder, amina: str, settings: Settings) -> None:
    stored = hand_in(pdf(), amina)
    with clamd.scanning(Told()) as settings.CLAMAV:
        assert scan_state(stored.id) == "waiting"
        assert scan() == 1
        assert scan_state(stored.id) == "clean"


@database
def test_a_file_that_cannot_be_scanned_holds_up_no_other(held: Folder, amina: str, settings: Settings) -> None:
    large = hand_in(pdf(300), amina)
    small = hand_in(pdf(1), amina)
    with clamd.scanning(Told(most=len(pdf(1)) + 1)) as settings.CLAMAV:
        assert scan() == 1
        assert (scan_state(small.id), scan_state(large.id)) == ("clean", "waiting")
        assert list(held.unscanned()) == []
    held.tidy(lambda case, ids: ids, NOW)
    assert list(held.unscanned()) == [large.id]
    with clamd.scanning(Told()) as settings.CLAMAV:
        assert scan() == 1
    assert scan_state(large.id) == "clean"


@database
def test_a_mark_lost_with_a_backup_is_set_again(held: Folder, amina: str, settings: Settings) -> None:
    stored = hand_in(pdf(), amina)
    held.put_off(stored.id)
    held.tidy(lambda case, ids: ids, NOW)
    with clamd.scanning(Told()) as settings.CLAMAV:
        assert scan() == 1
    assert scan_state(stored.id) == "clean"
