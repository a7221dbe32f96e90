"""Tells Django of the table of kept answers, and the worker to empty it."""

from __future__ import annotations

from django.apps import AppConfig

from safeconduct.shell.working import Task, register


class IdempotencyConfig(AppConfig):
    """The app of kept answers."""

    name = "safeconduct.shell.idempotency"
    label = "idempotency"

    def ready(self) -> None:
        """Have answers that are a day old removed."""
        from safeconduct.shell.idempotency.keeping import forget_old  # noqa: PLC0415 - tables come after apps

        register(Task("idempotency.forget", forget_old, every=600.0))
