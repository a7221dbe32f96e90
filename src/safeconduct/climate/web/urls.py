"""Addresses of the pages of studies, below the language."""

from __future__ import annotations

from django.urls import path

from safeconduct.climate.web import views

app_name = "climate"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("<slug:name>/", views.study, name="study"),
    path("<slug:name>/risk.json", views.data, name="data"),
]
