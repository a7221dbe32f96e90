"""Work beside the pages: workers in threads of the web process, where one process serves everything."""

from __future__ import annotations

import os

WORKS = "SAFECONDUCT_WORKS"
"""Set to 1 by `safeconduct demo` and `serve` for a web process that does the worker's tasks as well."""


def work_beside_pages() -> None:
    """Start workers in this process if it is told to; Django is ready and every room has registered its tasks."""
    if os.environ.get(WORKS) != "1":
        return
    from safeconduct.shell import clock, working  # noqa: PLC0415 - needs Django to be ready
    from safeconduct.shell.working.loop import beside_server  # noqa: PLC0415

    beside_server(working.tasks(), clock.current)
