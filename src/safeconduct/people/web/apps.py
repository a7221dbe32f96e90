"""Tells Django of the tables and pages of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from safeconduct.shell.clock import Clock


class PeopleConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.people.web"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Register sections, work without a network, and that whoever is new is compared with those who are known."""
        from safeconduct.people.web import access, offline  # noqa: PLC0415 - there are no models before
        from safeconduct.people.web.models import Compared  # noqa: PLC0415
        from safeconduct.shell.offline import kinds  # noqa: PLC0415
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415
        from safeconduct.shell.working import Task  # noqa: PLC0415
        from safeconduct.shell.working import register as register_tasks  # noqa: PLC0415

        register(
            Section("people:find", _("People"), 3, access.works),
            Section("people:pairs", _("Same person?"), 4, access.adjudicates),
            Section("people:mine", _("Your record"), 6, access.reads_own),
        )
        register_tasks(
            Task("pairs", compare_new, every=2.0, batch=Compared.AT_ONCE, lane="comparing"),
            Task("pairs.older", weigh_again, every=300.0, batch=Compared.AT_ONCE, lane="comparing"),
        )
        kinds.register(offline.KIND)


def compare_new(clock: Clock) -> int:
    """Compare whoever is new in the register; what that needs is loaded where a worker runs, and by no command."""
    from safeconduct.people.web import comparing  # noqa: PLC0415

    return comparing.compare_new(clock)


def weigh_again(clock: Clock) -> int:
    """Weigh pairs again that an older model weighed; loaded in the same way."""
    from safeconduct.people.web import comparing  # noqa: PLC0415

    return comparing.weigh_again(clock)
