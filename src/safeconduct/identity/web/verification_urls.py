"""Addresses of the page of verification, below the language."""

from __future__ import annotations

from django.urls import path

from safeconduct.identity.web.views import verification

app_name = "verification"
urlpatterns = [
    path("verify/", verification.page, name="page"),
    path("verify/paper/", verification.paper, name="paper"),
    path("verify/file/", verification.file, name="file"),
]
