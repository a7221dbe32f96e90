"""Addresses for machines: they carry no language, and verifiers know them from credentials."""

from __future__ import annotations

from django.urls import path

from safeconduct.identity.web.views import published, verification

app_name = "identity-published"
urlpatterns = [
    path(".well-known/jwt-vc-issuer", published.issuer, name="issuer"),
    path("status/<str:number>", published.status, name="status"),
    path("credentials/<str:code>", published.kind, name="kind"),
    path("trust-list.json", verification.trust_list, name="trust-list"),
    path("status-lists.json", verification.status_lists, name="status-lists"),
    path("verify/worker.js", verification.worker, name="worker"),
]
