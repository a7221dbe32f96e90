"""Ends a web worker whose main process was killed; it would go on answering on the port otherwise."""

from __future__ import annotations

import os
import threading
import time

WATCHED = "SAFECONDUCT_PARENT"
SECONDS = 0.5


def end_with_parent() -> None:
    """Watch the process that `safeconduct demo` or `serve` named; under another server do nothing."""
    named = os.environ.get(WATCHED)
    if named and int(named) == os.getppid():
        threading.Thread(target=watch, args=(int(named),), name="watchdog", daemon=True).start()


def watch(parent: int) -> None:
    """End this process when it is handed to another parent; there is nobody left to clean up for."""
    while os.getppid() == parent:
        time.sleep(SECONDS)
    os._exit(0)
