"""The data folder: made, keyed, its tables brought up to date."""

from __future__ import annotations

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from safeconduct.cli.output import Trouble

SETTINGS = "safeconduct.site.settings"


def data_folder() -> Path:
    """Return the folder that holds the embedded data, whether it exists or not."""
    folder: Path = read_settings().DATA
    return folder


def read_settings() -> ModuleType:
    """Read the settings from the environment as it is now."""
    try:
        from safeconduct.site import settings  # noqa: PLC0415 - commands set the environment before
    except ValueError as error:
        raise Trouble("The settings cannot be read.", str(error)) from None
    return settings


def use_databases() -> None:
    """Let this process open the databases with plain SQL; the rooms of Django, which take much memory, stay away."""
    if os.environ.get("SAFECONDUCT_DATABASE_URL") and not find_spec("psycopg"):
        cure = "Install it: uv sync --extra postgresql, or pip install 'safeconduct[postgresql]'"
        raise Trouble("The driver for PostgreSQL is not installed.", cure)
    read_settings()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)


def start_django() -> None:
    """Make Django ready in this process, with the environment as it is now."""
    import django  # noqa: PLC0415 - commands that need no tables start without Django

    use_databases()
    settings = read_settings()
    if not settings.SECRET_KEY and settings.SECRET_FILE.is_file():
        # The settings were read before the folder was made.
        vars(settings)["SECRET_KEY"] = settings.SECRET_FILE.read_text(encoding="ascii").strip()
    django.setup()


def make_folder(folder: Path) -> None:
    """Make the folder for its owner alone, bound to this instance, and in it its secrets."""
    from safeconduct.journal.web import secret_files  # noqa: PLC0415 - commands set the environment before
    from safeconduct.site import instance  # noqa: PLC0415 - commands set the environment before

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        instance.bind(folder, read_settings().IDENTITY)
        (folder / "static").mkdir(exist_ok=True)
        make_key(folder / "secret.key")
        secret_files.make(folder)
    except OSError as error:
        problem = f"The data folder {folder} cannot be made or written: {error.strerror}."
        raise Trouble(problem, "Set SAFECONDUCT_DATA to a folder of yours.") from None


def make_key(file: Path) -> None:
    """Write a new key that only its owner can read, unless there is one."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as text:
            text.write(secrets.token_urlsafe(50))


def migrate() -> int:
    """Bring the tables up to this version; return how many changes that took."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    changes = pending_changes()
    if changes:
        for alias in connections:
            call_command("migrate", database=alias, interactive=False, verbosity=0)
    refuse_other_database()
    _begin_signing()
    connections.close_all()  # the web workers are other processes: none may share a connection
    return changes


def _begin_signing() -> None:
    """Draw the first key that signs credentials, where there is none."""
    from safeconduct.identity.web import signing  # noqa: PLC0415
    from safeconduct.shell.clock import current  # noqa: PLC0415

    signing.begin_first(current())


def refuse_other_database() -> None:
    """Bind the database to this instance, or refuse one that is bound to another."""
    from safeconduct.shell import binding  # noqa: PLC0415

    trouble = binding.bind()
    if trouble:
        raise Trouble("The database belongs to another instance.", trouble)


def pending_changes() -> int:
    """Count the changes of tables that this version brings and the database, or that of keys, lacks."""
    from django.db import connections  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executors = [MigrationExecutor(connection) for connection in connections.all()]
    return max(len(executor.migration_plan(executor.loader.graph.leaf_nodes())) for executor in executors)
