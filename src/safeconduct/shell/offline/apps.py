"""Tells Django of the tables of devices, and the shell of the section."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfflineConfig(AppConfig):
    """The app of work without a network."""

    name = "safeconduct.shell.offline"
    label = "offline"
    verbose_name = "Work offline"

    def ready(self) -> None:
        """Register the section, and have devices forgotten that were given up a year ago."""
        from safeconduct.shell.offline import access, devices  # noqa: PLC0415 - there are no models before
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415
        from safeconduct.shell.working import Task  # noqa: PLC0415
        from safeconduct.shell.working import register as register_tasks  # noqa: PLC0415

        register(Section("offline:page", _("Work offline"), 8, access.OFFLINE.holds))
        register_tasks(Task("devices.forget", devices.forget_old, every=86_400.0))
