"""`safeconduct work`: does what is due beside the pages, in a process of its own."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.cli.serve import check_tables


def work(
    once: Annotated[bool, typer.Option("--once", help="Do each task once and end; 1 if one failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send letters, carry out what silence means, seal the journal, over and over; several may run at once."""
    with plainly(as_json):
        if not data.read_settings().SECRET_KEY:
            raise Trouble("There is no secret key, so no letter could be opened.", "Set SAFECONDUCT_SECRET_KEY.")
        data.start_django()
        check_tables()
        if once:
            do_once(as_json)
        else:
            do_always(as_json)


def do_once(as_json: bool) -> None:
    """Do each task once and say how much was done."""
    from safeconduct.shell import clock, working  # noqa: PLC0415 - needs Django to be ready
    from safeconduct.shell.working.beats import Heart  # noqa: PLC0415
    from safeconduct.shell.working.loop import Worker  # noqa: PLC0415

    worker = Worker(working.tasks(), clock.current, Heart())
    done = worker.once()
    failed = [name for name, number in done.items() if number is None]
    told = "\n".join(f"{name}: {'failed' if number is None else number}" for name, number in done.items())
    say(told or "There is nothing to do.", {"done": done, "failed": failed}, as_json)
    if failed:
        raise typer.Exit(1)


def do_always(as_json: bool) -> None:
    """Work until told to end, and end between two tasks."""
    from safeconduct.shell import clock, working  # noqa: PLC0415 - needs Django to be ready
    from safeconduct.shell.working.loop import LONGEST_SLEEP, start  # noqa: PLC0415

    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    names = [task.name for task in working.tasks()]
    threads = start(working.tasks(), clock.current, stop.is_set)
    say(f"Working: {', '.join(names)}. Ctrl+C ends it.", {"tasks": names}, as_json)
    # A wait without an end may sleep through a signal that comes just before it, so the main thread looks up.
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(LONGEST_SLEEP)
