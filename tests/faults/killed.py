"""``python -m tests.faults.killed MODE``: writers that are killed with signal 9; prints what became of the journal.

``statement``: for each statement of a transaction one writer is killed at it, and one after its commit.
``moment``: writers, each of which also seals, are killed at moments that fall anywhere.
``together``: four processes write at once, some into one case.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from tests.journal.making import ACT, case_of

BARE = msgspec.structs.replace(ACT, commitment="")
STATEMENTS, MOMENTS, PROCESSES, EACH = 6, 12, 4, 25
CASES = 5


def now() -> datetime:
    """Read the clock of this machine."""
    return datetime.now(UTC)  # noqa: TID251 - writers of a fault are not of our time


def main(mode: str) -> None:
    """Make the databases, let writers die, and say what is left."""
    from safeconduct.cli import data

    data.make_folder(data.data_folder())
    data.start_django()
    data.migrate()
    acknowledged = {"statement": at_statements, "moment": at_moments, "together": together}[mode]()
    from django.db import connection

    from safeconduct.journal.web import checking, models, sealing

    while sealing.seal(now):
        pass
    report = checking.check(connection, sealing.public_key())
    links = {bytes(link).hex() for link in models.Entry.objects.values_list("link", flat=True)}
    print(json.dumps({
        "findings": [str(finding) for finding in report.findings],
        "size": report.size,
        "sealed": report.newest.size if report.newest else 0,
        "acknowledged": len(acknowledged),
        "lost": sorted(set(acknowledged) - links),
    }))  # fmt: skip


def write(case: bytes, many: int) -> list[bytes]:
    """Write some entries into a case, after whatever stands there."""
    from django.db import transaction

    from safeconduct.journal.web import keys, reading
    from safeconduct.journal.web.writing import Addition, append

    key = keys.keys_for("work", ["person"])["person"]
    with transaction.atomic():
        after = reading.heads([case]).get(case, (0, b""))[0]
        return append([Addition(case, after, BARE, key, b"said") for _ in range(many)], now)


def at_statements() -> list[str]:
    """Kill a writer at its first statement, another at its second, and so on, and one right after its commit."""
    told = []
    for number in range(STATEMENTS + 1):
        told += forked(partial(dying_at, number))
        told += forked(lambda tell: tell(write(case_of(1), 2)))
    return told


def dying_at(number: int, tell: Callable[[list[bytes]], None]) -> None:
    """Write, and die at a statement, or after the commit where there are not so many."""
    from django.db import connection

    passed = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401
        nonlocal passed
        if passed == number:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += 1
        return execute(sql, params, many, context)

    connection.ensure_connection()
    with connection.execute_wrapper(count):
        tell(write(case_of(1), 3))
    os.kill(os.getpid(), signal.SIGKILL)


def at_moments() -> list[str]:
    """Kill writers that write, seal and acknowledge without end."""
    told = []
    for number in range(MOMENTS):
        told += forked(without_end, seconds=0.15 + 0.06 * number)
    return told


def without_end(tell: Callable[[list[bytes]], None]) -> None:
    """Write one act after another into some cases, and seal now and then."""
    from safeconduct.journal.web import sealing

    number = 0
    while True:
        tell(write(case_of(number % CASES), 1 + number % 3))
        number += 1
        if number % 4 == 0:
            sealing.seal(now)


def together() -> list[str]:
    """Let processes write at once; who is overtaken reads again."""
    running = [start(partial(many, case_of(10 + n))) for n in range(PROCESSES)]
    return [link for child, answers in running for link in ended(child, answers)]


def many(own: bytes, tell: Callable[[list[bytes]], None]) -> None:
    """Write into a case of one's own and into one that all share."""
    from django.db import DatabaseError

    from safeconduct.journal.web.writing import Overtaken

    done = 0
    while done < EACH:
        try:
            tell(write(own if done % 2 else case_of(1), 1))
        except (Overtaken, DatabaseError) as error:
            if not isinstance(error, Overtaken):
                raise
            continue
        done += 1


def forked(act: Callable[[Callable[[list[bytes]], None]], None], seconds: float = 0) -> list[str]:
    """Run in a process that is killed after so many seconds, or ends itself; return the links it acknowledged."""
    child, answers = start(act)
    if seconds:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return ended(child, answers)


def start(act: Callable[[Callable[[list[bytes]], None]], None]) -> tuple[int, int]:
    """Fork; links are told through a pipe as soon as their transaction is committed."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            act(partial(acknowledge, writing))
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    return child, reading


def acknowledge(pipe: int, links: list[bytes]) -> None:
    """Tell which entries are durable now."""
    os.write(pipe, b"".join(links))


def ended(child: int, answers: int) -> list[str]:
    """Wait for a process and return the links that it told."""
    with os.fdopen(answers, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "a writer failed"
    return [told[at : at + 32].hex() for at in range(0, len(told), 32)]


if __name__ == "__main__":
    main(sys.argv[1])
