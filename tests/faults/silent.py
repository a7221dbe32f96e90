"""``python -m tests.faults.silent MODE``: workers of time over many due cases; prints what each case holds after.

``killed``: workers are killed with signal 9, one after another, at moments that fall anywhere, until all is written.
``together``: three processes work at once over the same cases.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from tests.faults.killed import ended, forked, start

CASES, PROCESSES, FILED = 300, 3, date(2027, 1, 11)
AWAKE = date(2027, 1, 20)
"""The worker slept for a week over the first limit."""


def main(mode: str) -> None:
    """File the cases, let the workers work, and say what is written."""
    from safeconduct.cli import data

    data.make_folder(data.data_folder())
    data.start_django()
    data.migrate()
    file_many()
    kills = {"killed": in_turn, "together": at_once}[mode]()
    from django.db import connection

    from safeconduct.cases.web import rebuild
    from safeconduct.journal.web import checking, sealing
    from tests.cases.web.making import Hand

    while sealing.seal(Hand(AWAKE)):
        pass
    print(json.dumps({
        "kills": kills,
        "ends": sorted(Counter(ends_of(case) for case in cases()).items()),
        "differences": list(rebuild.differences()),
        "findings": [str(found) for found in checking.check(connection, sealing.public_key()).findings],
    }))  # fmt: skip


def file_many() -> None:
    """File the cases, all on one day."""
    from safeconduct.cases.recording import Author
    from safeconduct.cases.said import Said
    from safeconduct.cases.web import actions
    from safeconduct.cases.web.actions import Filing
    from tests.cases.making import law
    from tests.cases.web.making import PARTICIPANTS, WORKER_PERSON, Hand, opening

    its = law()
    opened = opening(its, FILED, filed_in_person=False)
    by = Author("employer", "employer", "portal")
    filing = Filing(its, opened, by, WORKER_PERSON, PARTICIPANTS, Said())
    actions.file_all([filing] * CASES, Hand(FILED), tell=False)


def cases() -> Iterator[bytes]:
    """Every case."""
    from safeconduct.cases.web.models import Case

    yield from (case.bytes for case in Case.objects.values_list("pk", flat=True))


def ends_of(case: bytes) -> str:
    """What silence did in a case, with the legal day and the day of writing of each end."""
    from safeconduct.cases import verbs
    from safeconduct.cases.web import store

    lines = [line for line in store.file_of(case).lines if line.verb in (verbs.SILENCE, verbs.LATE)]
    return "; ".join(f"{line.verb} {line.what} {line.on} written {line.written.date()}" for line in lines)


def waiting() -> int:
    """In how many cases something is due."""
    from safeconduct.cases.web.models import Case

    return Case.objects.filter(silent_on__lt=AWAKE).count()


def write_all(tell: Callable[[list[bytes]], None]) -> None:
    """Work until nothing is due."""
    from safeconduct.cases.web import silence
    from tests.cases.web.making import Hand

    while waiting():
        silence.write_due(Hand(AWAKE), tell=False)


def in_turn() -> int:
    """Kill workers in the middle of their work, until one comes to an end; return how many were killed in it."""
    from django.db import connections

    killed, left, seconds = 0, waiting(), 0.03
    while left:
        forked(write_all, seconds=seconds)
        connections.close_all()
        before, left = left, waiting()
        killed += bool(0 < left < before)
        # A worker that wrote nothing was killed too early on this machine.
        seconds = min(seconds * 1.5, 3.0) if left == before else seconds
    return killed


def at_once() -> int:
    """Let processes work over the same cases."""
    running = [start(write_all) for _ in range(PROCESSES)]
    for child, answers in running:
        ended(child, answers)
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
