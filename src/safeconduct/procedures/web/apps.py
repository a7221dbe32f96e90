"""Tells Django of the pages of procedures."""

from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.procedures.web"
    label = "procedures"
