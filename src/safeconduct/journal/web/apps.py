"""Tells Django of the tables and pages of this room."""

from __future__ import annotations

from django.apps import AppConfig

from safeconduct.shell.working import Task, register


class JournalConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.journal.web"
    label = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        """Have what was written sealed each second, and keys destroyed that were to be when the machine stopped."""
        from safeconduct.journal.web.keys import destroy_listed  # noqa: PLC0415 - tables come after apps
        from safeconduct.journal.web.sealing import seal_due  # noqa: PLC0415

        register(Task("journal.seal", seal_due, every=1.0), Task("journal.destroy keys", destroy_listed, every=3600.0))
