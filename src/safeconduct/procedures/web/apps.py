"""Tells Django of the public pages."""

from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.procedures.web"
    label = "procedures"
    verbose_name = "Procedures"
