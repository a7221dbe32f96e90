"""Tells Django of the tables and pages of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.people.web"
    label = "people"
    verbose_name = "People"
