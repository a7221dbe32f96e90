"""Tells Django of the tables and pages of this room, the shell of its sections, and cases that it follows them."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.identity.web"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        """Follow cases, and register sections: documents of an office, everybody's own, and verifying."""
        from safeconduct.cases.web.beside import offer as offer_beside  # noqa: PLC0415
        from safeconduct.cases.web.following import follow  # noqa: PLC0415 - there are no models before
        from safeconduct.cases.web.my_data import tell_also  # noqa: PLC0415
        from safeconduct.cases.web.retaining import keep_while  # noqa: PLC0415
        from safeconduct.cases.web.showing import offer, offer_later  # noqa: PLC0415
        from safeconduct.identity.web import forgetting, protocol_store, starts, wallet_place  # noqa: PLC0415
        from safeconduct.identity.web.access import HOLDER  # noqa: PLC0415
        from safeconduct.identity.web.copying import told  # noqa: PLC0415
        from safeconduct.identity.web.guarding import suspend_ended  # noqa: PLC0415
        from safeconduct.identity.web.hearing import hear  # noqa: PLC0415
        from safeconduct.identity.web.verification_words import title  # noqa: PLC0415
        from safeconduct.people.web.access import works  # noqa: PLC0415
        from safeconduct.shell.accounts.demo import register_starts  # noqa: PLC0415
        from safeconduct.shell.sections import Section, register  # noqa: PLC0415
        from safeconduct.shell.working import Task  # noqa: PLC0415
        from safeconduct.shell.working import register as register_tasks  # noqa: PLC0415

        follow(hear)
        keep_while(forgetting.kept)
        tell_also(told)
        offer(wallet_place.place_of, wallet_place.told)
        register_starts("identity", starts.starts)
        offer_later(wallet_place.place_in)
        offer_beside(wallet_place.early)
        register_tasks(
            Task("identity.guardians", suspend_ended, every=3600.0),
            Task("identity.erased", forgetting.forget_erased, every=3600.0),
            Task("identity.protocols", protocol_store.forget_old, every=600.0),
        )
        register(
            Section("identity:desk", _("Documents"), 4, works),
            Section("identity:mine", _("Your documents"), 6, HOLDER.holds),
            Section("verification:page", lazy(title, str)(), 40),
        )
