"""Tells Django of the tables and pages of this room, and the shell of its sections."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.services.web"
    label = "services"
    verbose_name = "Services"

    def ready(self) -> None:
        """Register sections."""
        from safeconduct.services.web import access  # noqa: PLC0415 - there are no models before
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415

        register(
            Section("services:find", _("Find help"), 7),
            Section("services:kept", _("Your services"), 8, access.keeps),
        )
