"""Tells Django of the tables and pages of this room, and the shell of its sections, officials and tasks."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.cases.web"
    label = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Register sections, start pages, officials, and what the worker does for cases."""
        from safeconduct.cases.web import access, drafts, papers, retaining, silence, starts, telling  # noqa: PLC0415 - there are no models before
        from safeconduct.cases.web.attachments.tasks import tasks  # noqa: PLC0415
        from safeconduct.people.web.access import register_adjudicators, register_staff  # noqa: PLC0415
        from safeconduct.shell.accounts import officials  # noqa: PLC0415
        from safeconduct.shell.accounts.demo import register_starts  # noqa: PLC0415
        from safeconduct.shell.offline.access import register_overseer  # noqa: PLC0415
        from safeconduct.shell.sections import Home, Section, register, register_home  # noqa: PLC0415
        from safeconduct.shell.working import Task  # noqa: PLC0415
        from safeconduct.shell.working import register as register_tasks  # noqa: PLC0415

        register(
            Section("cases:desk", _("Desk"), 1, access.OFFICIAL.holds),
            Section("cases:office", _("Office"), 2, access.oversees),
            Section("cases:log", _("Log"), 3, access.INSPECTOR.holds),
            Section("cases:my", _("Your cases"), 4, access.follows),
            Section("cases:apply", _("Apply"), 5, access.takes_part),
        )
        register_home(Home("cases:desk", 1, access.OFFICIAL.holds), Home("cases:my", 2, access.follows))
        register_staff(access.OFFICER.holds)
        register_overseer(access.devices_overseen)
        register_adjudicators(access.adjudicates_for)
        officials.register(access.holds_post, access.posts_of)
        register_starts("cases", starts.starts)
        register_tasks(
            Task("silence", silence.write_due, every=1.0, batch=silence.BATCH),
            Task("drafts", drafts.forget_old, every=3600.0),
            Task("warnings", telling.warn, every=3600.0),
            Task("erasure", retaining.tell_due, every=86_400.0),
            *tasks(papers.named_in),
        )
