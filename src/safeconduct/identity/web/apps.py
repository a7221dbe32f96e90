"""Tells Django of the tables and pages of this room, the shell of its sections, and cases that it follows them."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.identity.web"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        """Follow cases, and register sections: documents of an office, and everybody's own."""
        from safeconduct.cases.web.following import follow  # noqa: PLC0415 - there are no models before
        from safeconduct.identity.web.access import HOLDER  # noqa: PLC0415
        from safeconduct.identity.web.hearing import hear  # noqa: PLC0415
        from safeconduct.people.web.access import works  # noqa: PLC0415
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415

        follow(hear)
        register(
            Section("identity:desk", _("Documents"), 4, works),
            Section("identity:mine", _("Your documents"), 6, HOLDER.holds),
        )
