"""Addresses of the public pages, below the language."""

from __future__ import annotations

from django.urls import path, register_converter

from safeconduct.procedures.web import editor, views
from safeconduct.procedures.web.converters import IdentityConverter

register_converter(IdentityConverter, "procedure")

app_name = "procedures"
urlpatterns = [
    path("", views.library, name="library"),
    path("procedures/<procedure:name>/", views.procedure, name="procedure"),
    path("procedures/<procedure:name>/proof/", views.proof, name="proof"),
    path("procedures/<procedure:name>/proof/summary/", views.summary, name="summary"),
    path("procedures/<procedure:name>/clocks/", views.clocks, name="clocks"),
    path("procedures/<procedure:name>/procedure.yaml", views.yaml, name="yaml"),
    path("procedures/<procedure:name>/report.json", views.report, name="report"),
    path("compare/", views.compare, name="compare"),
    path("editor/", editor.editor, name="editor"),
    path("editor/check/", editor.check, name="check"),
]
