"""Tells Django of the shared web code."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.shell"
    label = "shell"

    def ready(self) -> None:
        """Forget by the hour what nobody needs any more: slips and keys that ended, sessions that ran out."""
        from safeconduct.shell.accounts import keeping  # noqa: PLC0415 - there are no models before
        from safeconduct.shell.working import Task, register  # noqa: PLC0415

        register(Task("accounts.forget", keeping.forget_old, every=3600.0))
