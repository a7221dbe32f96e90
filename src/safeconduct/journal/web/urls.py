"""Addresses of the journal for machines: they carry no language."""

from __future__ import annotations

from django.urls import path

from safeconduct.journal.web import views

app_name = "journal"
urlpatterns = [
    path("key", views.key, name="key"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
]
