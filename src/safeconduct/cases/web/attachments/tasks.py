"""What the worker does for files: scans those that wait, and removes those that no entry named.

# in the room's AppConfig.ready; `known` tells which files the entries and drafts of a case name
working.register(*tasks(known))
"""

from __future__ import annotations

import logging
from itertools import islice

from safeconduct.cases.web.attachments.folder import Folder, Known, Missing, Verdict
from safeconduct.cases.web.attachments.scanning import NotScannable, Scanner, ScannerDown, scanner
from safeconduct.cases.web.attachments.storing import folder, key_number, sealed_parts
from safeconduct.journal.payload import Unreadable
from safeconduct.journal.web import keys
from safeconduct.shell import clock as clocks
from safeconduct.shell.clock import Clock
from safeconduct.shell.working import Task

_LOG = logging.getLogger(__name__)
BATCH = 20
EVERY_SCAN, EVERY_TIDYING = 5.0, 3600.0


def tasks(known: Known) -> tuple[Task, ...]:
    """The tasks of the worker; ``known`` tells which files the entries and drafts of a case name."""
    return (
        Task("attachments.scan", scan_waiting, every=EVERY_SCAN, batch=BATCH),
        Task("attachments.tidy", lambda clock: tidy(known, clock), every=EVERY_TIDYING),
    )


def scan_waiting(clock: Clock) -> int:
    """Scan files that wait; return how many were. Nothing happens where there is no scanner."""
    held, asked = folder(), scanner()
    if asked is None:
        return 0
    try:
        return sum(_scan(held, asked, id_, clock) for id_ in islice(held.unscanned(), BATCH))
    except ScannerDown as error:
        _LOG.warning(str(error))
        return 0


def tidy(known: Known, clock: Clock = clocks.system) -> int:
    """Remove files that no entry named within a day; return how many. Files age by the clock of the machine."""
    return folder().tidy(known, clocks.system())


def _scan(held: Folder, asked: Scanner, id_: str, clock: Clock) -> bool:
    try:
        number = key_number(id_)
        key = keys.key_of([number]).get(number)
        if key is None:
            held.put_off(id_)
            return False
        scanned = asked.scan(sealed_parts(id_, key))
    except (NotScannable, Unreadable, Missing) as error:
        _LOG.error(f"File {id_} was not scanned, and will be tried again in an hour: {error}")
        held.put_off(id_)
        return False
    held.judge(id_, Verdict(scanned.found, scanned.by, clock().isoformat()))
    return True
