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
        """Register sections, and what follows for referrals from what happens in the register of people."""
        from safeconduct.people.web import access as of_people  # noqa: PLC0415 - there are no models before
        from safeconduct.people.web import actions, copying, registry  # noqa: PLC0415
        from safeconduct.people.web.views import record  # noqa: PLC0415
        from safeconduct.services.web import access, referral_presenting, referrals  # noqa: PLC0415
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415
        from safeconduct.shell.working import Task  # noqa: PLC0415
        from safeconduct.shell.working import register as register_tasks  # noqa: PLC0415

        register(
            Section("services:find", _("Find help"), 7),
            Section("services:kept", _("Your services"), 8, access.keeps),
            Section("services:received", _("Referred to you"), 9, access.keeps),
            Section("services:sent", _("Referrals"), 9, of_people.works),
            Section("services:mine", _("Your referrals"), 9, of_people.reads_own),
        )
        registry.register_withdrawal(referrals.withdrawn)
        actions.register_erasure(referrals.erased)
        copying.register_part("referrals", referrals.in_copy)
        record.register_verbs(referral_presenting.verbs)
        register_tasks(Task("referrals", referrals.forget, every=3600.0))
