"""Addresses of the pages of procedures, below the language."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "procedures"
urlpatterns: list[URLPattern | URLResolver] = []
