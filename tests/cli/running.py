"""Runs the command as a person would, in a process of its own with a data folder of its own."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from tempfile import mkdtemp

COMMAND = [sys.executable, "-c", "from safeconduct.cli.main import app; app(prog_name='safeconduct')"]
SECONDS = 60
"""How long the first page of a clean clone may take."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answered, and what it said."""

    process: subprocess.Popen[str]
    port: int
    said: dict[str, str]

    def get(self, path: str, **headers: str) -> HTTPResponse:
        """Ask for a page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.request("GET", path, headers=headers)
        return connection.getresponse()


def environment_of(folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a machine on which nothing but these settings is set."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAFECONDUCT_", "DJANGO_"))}
    return clean | {"SAFECONDUCT_DATA": str(folder)} | settings


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    environment = environment_of(folder, **settings)
    return subprocess.run(
        [*COMMAND, *words], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


@cache
def _migrated() -> Path:
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    done = run(folder, "migrate")
    assert done.returncode == 0, done.stderr
    return folder


def migrate(folder: Path) -> None:
    """Give a folder the tables that the command makes: made once for all tests, since that takes ten seconds."""
    shutil.copytree(_migrated(), folder, dirs_exist_ok=True)


@contextmanager
def serving(folder: Path, *words: str, **settings: str) -> Iterator[Served]:
    """Serve on a free port until the block ends; the server has answered when it begins."""
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, *words, "--port", str(port), "--json"],
        env=environment_of(folder, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Served(process, port, read_json(process))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=SECONDS)
        assert process.stdout
        process.stdout.close()


def read_json(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read the one JSON object that the command prints when it answers."""
    assert process.stdout
    text = ""
    for line in process.stdout:
        text += line
        if line.rstrip() == "}":
            break
    said: dict[str, str] = json.loads(text)
    return said


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def closes_within(port: int, seconds: float) -> bool:
    """Tell whether the port stops answering in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.1)
    return False
