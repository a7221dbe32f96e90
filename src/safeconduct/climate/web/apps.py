"""Tells Django of the pages of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClimateConfig(AppConfig):
    """The app, labelled by its room. It has no tables: studies are files."""

    name = "safeconduct.climate.web"
    label = "climate"
    verbose_name = "Climate"

    def ready(self) -> None:
        """Add the section that everybody is shown."""
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415 - there are no models before

        register(Section("climate:studies", _("Climate"), 25))
