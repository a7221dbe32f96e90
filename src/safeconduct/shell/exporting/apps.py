"""Has the worker remove what a killed process left of files that it was writing."""

from __future__ import annotations

from django.apps import AppConfig

from safeconduct.shell.exporting.leftovers import remove_leftovers
from safeconduct.shell.working import Task, register


class ExportingConfig(AppConfig):
    """The app of tables to take away; it has no tables of its own."""

    name = "safeconduct.shell.exporting"
    label = "exporting"

    def ready(self) -> None:
        """Register the task."""
        register(Task("exporting.leftovers", remove_leftovers, every=600.0))
