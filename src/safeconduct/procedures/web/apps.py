"""Tells Django of the public pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.procedures.web"
    label = "procedures"
    verbose_name = "Procedures"

    def ready(self) -> None:
        """Add the sections that everybody is shown."""
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415 - there are no models before

        register(
            Section("procedures:library", _("Procedures"), 10),
            Section("procedures:compare", _("Compare"), 20),
            Section("procedures:editor", _("Editor"), 30),
        )
