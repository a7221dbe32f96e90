"""Tells Django of the shared web code."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The app, labelled by its room."""

    name = "safeconduct.shell"
    label = "shell"
