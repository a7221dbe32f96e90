"""Serves the pages: one server a data folder, a free port, no orphaned workers."""

from __future__ import annotations

import fcntl
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from io import TextIOWrapper
from pathlib import Path

from safeconduct.cli.output import Trouble
from safeconduct.site.beside import WORKS
from safeconduct.site.watchdog import WATCHED

SECONDS_TO_FINISH = 3
"""How long pages that are being made may still take when the server is told to end."""
START_PAGE = "/en/"
READY_WITHIN = 60.0
"""Seconds in which a server must answer before we stop saying that it starts."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where and with how many to serve."""

    host: str
    port: int
    workers: int = 1
    threads: int = 4
    works: bool = True
    """Whether a web process does the worker's tasks as well; otherwise `safeconduct work` does."""

    @property
    def address(self) -> str:
        """The address of the start page."""
        return f"http://{self.host}:{self.port}/"


def hold_folder(folder: Path, address: str) -> TextIOWrapper:
    """Take the folder's lock for as long as the returned file stays open; the address stands in it."""
    lock = (folder / "serving.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        serving = lock.read().strip() or "an address of its own"
        problem = f"Safeconduct already serves the data in {folder}, at {serving}."
        cure = "Open that address, or set SAFECONDUCT_DATA to another folder."
        raise Trouble(problem, cure) from None
    lock.truncate(0)
    lock.write(address)
    lock.flush()
    return lock


def check_port(server: Server) -> None:
    """See that the port is free; several servers could share it silently otherwise."""
    with socket.socket(socket.AF_INET6 if ":" in server.host else socket.AF_INET) as probe:
        # A port whose last connections only linger is free; one on which another program listens is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((server.host, server.port))
        except OSError as error:
            problem = f"Port {server.port} of {server.host} cannot be used: {os.strerror(error.errno or 0)}."
            raise Trouble(problem, f"Choose another one, for example --port {server.port + 1}.") from None


def serve(server: Server, when_ready: Callable[[], None]) -> None:
    """Serve until interrupted; call `when_ready` once the first answer came."""
    from granian.constants import Interfaces  # noqa: PLC0415 - a native library, needed only here
    from granian.server import Server as Granian  # noqa: PLC0415

    os.environ[WATCHED] = str(os.getpid())
    os.environ[WORKS] = "1" if server.works else "0"
    waiting = threading.Thread(target=wait_until_ready, args=(server, when_ready), daemon=True)
    waiting.start()
    Granian(
        "safeconduct.site.wsgi:application",
        address=server.host,
        port=server.port,
        interface=Interfaces.WSGI,
        workers=server.workers,
        blocking_threads=server.threads,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_enabled=False,
    ).serve()


def wait_until_ready(server: Server, when_ready: Callable[[], None]) -> None:
    """Ask until the server answers and say so; then open the start page, so that what is made once is made soon."""
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        if answers(server, "/health/live", timeout=2):
            when_ready()
            answers(server, START_PAGE, timeout=READY_WITHIN)
            return
        time.sleep(0.1)


def answers(server: Server, path: str, timeout: float) -> bool:
    """Tell whether the server answers at all, whatever it says."""
    host = "localhost" if server.host in {"0.0.0.0", "::"} else server.host  # noqa: S104 - the name to ask, not to bind
    connection = HTTPConnection(host, server.port, timeout=timeout)
    try:
        connection.request("GET", path)
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
