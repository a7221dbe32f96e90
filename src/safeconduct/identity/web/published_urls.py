"""Addresses for machines: they carry no language, and verifiers know them from credentials."""

from __future__ import annotations

from django.urls import path

from safeconduct.identity.web.views import published

app_name = "identity-published"
urlpatterns = [
    path(".well-known/jwt-vc-issuer", published.issuer, name="issuer"),
    path("status/<str:number>", published.status, name="status"),
    path("credentials/<str:code>", published.kind, name="kind"),
]
