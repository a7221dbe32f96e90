"""Tells Django of the tables and pages of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.people.web"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Register sections: the register for those who work in an office, their own record for everybody else."""
        from safeconduct.people.web import access  # noqa: PLC0415 - there are no models before
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415

        register(
            Section("people:find", _("People"), 3, access.works),
            Section("people:mine", _("Your record"), 6, access.reads_own),
        )
