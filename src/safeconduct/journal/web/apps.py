"""Tells Django of the tables and pages of this room."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.journal.web"
    label = "journal"
    verbose_name = "Journal"
