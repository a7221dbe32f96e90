"""Tells Django of the table of letters, and the worker to send them."""

from __future__ import annotations

from django.apps import AppConfig

from safeconduct.shell.working import Task, register


class OutboxConfig(AppConfig):
    """The app of letters."""

    name = "safeconduct.shell.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Have letters sent, and what is left of old ones removed."""
        from safeconduct.shell.outbox.sending import BATCH, forget_old, send_due  # noqa: PLC0415 - tables come after apps

        register(
            Task("outbox.send", send_due, every=1.0, batch=BATCH, lane="far away"),
            Task("outbox.forget", forget_old, every=3600.0),
        )
