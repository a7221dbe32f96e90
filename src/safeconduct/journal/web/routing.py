"""Keys live in a database of their own, so that no backup of the data holds what opens it."""

from __future__ import annotations

from django.db import models

DATA, KEYS = "default", "keys"


class KeysApart:
    """Leads tables of keys to the database of keys, and nothing else there."""

    def db_for_read(self, model: type[models.Model], **_: object) -> str | None:
        """Name the database to read from."""
        return KEYS if is_key(model._meta.app_label, model._meta.model_name) else None

    def db_for_write(self, model: type[models.Model], **_: object) -> str | None:
        """Name the database to write to."""
        return KEYS if is_key(model._meta.app_label, model._meta.model_name) else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_: object) -> bool:
        """Say whether a table belongs into a database."""
        return is_key(app_label, model_name) == (db == KEYS)


_APART: set[tuple[str, str | None]] = {("journal", "key")}


def keep_apart(app_label: str, model_name: str) -> None:
    """Let a table of another room be kept with the keys; its models say so where they are declared."""
    _APART.add((app_label, model_name))


def is_key(app_label: str, model_name: str | None) -> bool:
    """Tell whether this is a table of keys."""
    return (app_label, model_name) in _APART
