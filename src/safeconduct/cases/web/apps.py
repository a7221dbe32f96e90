"""Tells Django of the tables and pages of this room."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.cases.web"
    label = "cases"
    verbose_name = "Cases"
