"""Addresses of the shared pages, below the language."""

from __future__ import annotations

from django.urls import path

from safeconduct.shell import pages

app_name = "shell"
urlpatterns = [
    path("about/", pages.about, name="about"),
    path("about/components/", pages.components, name="components"),
]
