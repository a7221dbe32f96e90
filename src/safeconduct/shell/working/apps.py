"""Tells Django of the table in which workers show that they are alive."""

from __future__ import annotations

from django.apps import AppConfig


class WorkingConfig(AppConfig):
    """The app of the worker."""

    name = "safeconduct.shell.working"
    label = "working"
