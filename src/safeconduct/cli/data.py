"""The data folder: made, keyed, its tables brought up to date."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SETTINGS = "safeconduct.site.settings"


def data_folder() -> Path:
    """Return the folder that holds the embedded data, whether it exists or not."""
    from safeconduct.site import settings  # noqa: PLC0415 - the environment must be set before

    return settings.DATA


def start_django() -> None:
    """Make Django ready in this process, with the environment as it is now."""
    import django  # noqa: PLC0415 - commands that need no tables start without Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def make_folder(folder: Path) -> None:
    """Make the folder for its owner alone, and in it the key for signatures, unless both are there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "static").mkdir(exist_ok=True)
    key = folder / "secret.key"
    if not key.exists():
        descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))


def migrate() -> int:
    """Bring the tables up to this version; return how many changes that took."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    changes = pending_changes()
    if changes:
        call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()  # the web workers are other processes: none may share a connection
    return changes


def pending_changes() -> int:
    """Count the changes of tables that this version brings and the database lacks."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
