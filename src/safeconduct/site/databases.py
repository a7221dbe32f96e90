"""Which databases hold data and, apart from them, keys: SQLite in the data folder, or PostgreSQL by address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SCHEMES = ("postgresql", "postgres")


def database(folder: Path, address: str, name: str = "safeconduct") -> dict[str, Any]:
    """Return Django's entry for the database at `address`, or for the embedded one when it is empty."""
    return postgresql(urlsplit(address)) if address else embedded(folder, name)


def embedded(folder: Path, name: str = "safeconduct") -> dict[str, Any]:
    """SQLite in one file of the data folder.

    A transaction takes the write lock at its start: one that reads first and then writes would fail at
    once with "database is locked" when another writes. An act counts only when the disk has it, hence FULL.
    The test database is a file too, since threads of a live server lock one another out of one in memory.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / f"{name}.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            # A key that was destroyed must not be found in what is left of its row.
            " PRAGMA secure_delete=ON;",
        },
        "TEST": {"NAME": folder / f"test-{name}.sqlite3"},
    }


def postgresql(address: SplitResult) -> dict[str, Any]:
    """PostgreSQL at `postgresql://user:password@host:port/name?sslmode=…`; `host` may stand in the query.

    So may `prepare_threshold`: how often a text is used before the server keeps its plan, `never` behind a pooler that
    gives every transaction another connection and cannot keep plans.
    """
    if address.scheme not in SCHEMES:
        message = (
            f"SAFECONDUCT_DATABASE_URL begins with {address.scheme!r}; only postgresql:// is understood. "
            "Leave the variable empty to use the embedded database."
        )
        raise ValueError(message)
    options: dict[str, Any] = dict(parse_qsl(address.query))
    threshold = options.get("prepare_threshold", "2")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", address.hostname or ""),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Texts of SQL that never change are planned once (safeconduct.shell.planned), unless a pooler forbids it.
        "OPTIONS": options | {"prepare_threshold": int(threshold) if threshold.isdigit() else None},
    }
