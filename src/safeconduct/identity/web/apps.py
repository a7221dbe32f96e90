"""Tells Django of the tables and pages of this room, the shell of its sections, and cases that it follows them."""

from __future__ import annotations

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.identity.web"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        """Follow cases, and register sections: documents of an office, and everybody's own."""
        from safeconduct.cases.web.following import follow  # noqa: PLC0415 - there are no models before
        from safeconduct.identity.web.hearing import hear  # noqa: PLC0415

        follow(hear)
