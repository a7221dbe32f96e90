"""Prepares data folder and database before Django reads its settings (loaded early, with -p).

SAFECONDUCT_TEST_DB=postgresql starts a PostgreSQL cluster of its own in a temporary folder, reached only
through a socket in that folder, and stops it when the tests end. Otherwise SQLite is used.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CURE = "apt-get install -y postgresql"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Set the environment that the settings read, before pytest-django reads them in the same hook."""
    prepare_environment()
    yield


def prepare_environment() -> None:
    """Point the settings to a data folder and a database that go when the tests end."""
    folder = temporary_folder("safeconduct-tests-")
    (folder / "static").mkdir()
    os.environ["SAFECONDUCT_DATA"] = str(folder)
    os.environ["SAFECONDUCT_SECRET_KEY"] = "only for tests"  # noqa: S105
    os.environ["SAFECONDUCT_ROOT_SECRET"] = bytes(range(32)).hex()
    os.environ["SAFECONDUCT_SIGNING_KEY"] = bytes(range(32, 64)).hex()
    os.environ.pop("SAFECONDUCT_DATABASE_URL", None)
    os.environ.pop("SAFECONDUCT_KEYS_URL", None)
    os.environ.pop("SAFECONDUCT_HOSTS", None)
    if os.environ.get("SAFECONDUCT_TEST_DB") == "postgresql":
        os.environ["SAFECONDUCT_DATABASE_URL"] = start_cluster()
        os.environ["SAFECONDUCT_KEYS_URL"] = os.environ["SAFECONDUCT_DATABASE_URL"].replace("/postgres?", "/keys?")


def start_cluster() -> str:
    """Start an empty cluster and return its address."""
    programs = find_programs()
    folder = temporary_folder("safeconduct-pg-")
    user = as_unprivileged(folder)
    cluster = str(folder / "data")
    call([*user, programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "--no-sync",
          "-E", "UTF8", "--locale=C.UTF-8"], folder)  # fmt: skip
    control = [*user, programs / "pg_ctl", "-D", cluster, "-w"]
    call([*control, "-l", str(folder / "log"), "-o",
          f"-k {folder} -c listen_addresses= -c fsync=off", "start"], folder)  # fmt: skip
    atexit.register(call, [*control, "-m", "immediate", "stop"], folder)
    return f"postgresql://postgres@/postgres?host={folder}"


def find_programs() -> Path:
    """Return the folder of PostgreSQL's programs: $PGBIN, the newest of Debian's, or that of the PATH."""
    found = [Path(os.environ["PGBIN"])] if "PGBIN" in os.environ else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    found += [Path(initdb).parent for initdb in [shutil.which("initdb")] if initdb]
    for folder in found:
        if (folder / "initdb").exists():
            return folder
    message = f"PostgreSQL is not installed, and these tests were asked to use it. Install it: {CURE}"
    raise pytest.UsageError(message)


def as_unprivileged(folder: Path) -> list[str]:
    """Hand the folder to the user postgres when we are root (PostgreSQL refuses to run as root)."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def temporary_folder(prefix: str) -> Path:
    """Return a new folder that goes when the tests end (exit functions run last in, first out)."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def call(command: list[str | Path], folder: Path) -> None:
    """Run a program in a folder that the user postgres may read; show its words only if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
