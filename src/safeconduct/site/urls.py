"""Addresses of the whole site: pages stand below their language, machines' addresses do not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from safeconduct.procedures.web.api import api
from safeconduct.shell import health

handler400 = "safeconduct.shell.errors.bad_request"
handler403 = "safeconduct.shell.errors.forbidden"
handler404 = "safeconduct.shell.errors.not_found"
handler500 = "safeconduct.shell.errors.server_error"

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("", include("safeconduct.shell.urls")),
        path("", include("safeconduct.procedures.web.urls")),
    ),
]
