"""Addresses of the whole site: pages stand below their language, machines' addresses do not."""

from __future__ import annotations

from allauth.urls import build_provider_urlpatterns
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from safeconduct.shell import health
from safeconduct.shell.offline.views import worker
from safeconduct.site.api import api

handler400 = "safeconduct.shell.errors.bad_request"
handler403 = "safeconduct.shell.errors.forbidden"
handler404 = "safeconduct.shell.errors.not_found"
handler429 = "safeconduct.shell.errors.too_many"
handler500 = "safeconduct.shell.errors.server_error"

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("health/work", health.work, name="work"),
    path("api/v1/", api.urls),
    path("offline/worker.js", worker, name="offline-worker"),
    path("journal/", include("safeconduct.journal.web.urls")),
    path("", include("safeconduct.identity.web.published_urls")),
    # An identity provider knows one address to send people back to, whatever their language.
    path("sign-in/", include(build_provider_urlpatterns())),
    *i18n_patterns(
        path("", include("safeconduct.shell.urls")),
        path("", include("safeconduct.shell.offline.urls")),
        path("account/", include("allauth.account.urls")),
        path("account/second-factor/", include("allauth.mfa.urls")),
        path("account/providers/", include("allauth.socialaccount.urls")),
        path("", include("safeconduct.identity.web.urls")),
        path("", include("safeconduct.identity.web.verification_urls")),
        path("", include("safeconduct.services.web.urls")),
        path("", include("safeconduct.people.web.urls")),
        path("", include("safeconduct.identity.web.wallet_urls")),
        path("", include("safeconduct.cases.web.urls")),
        path("climate/", include("safeconduct.climate.web.urls")),
        path("", include("safeconduct.procedures.web.urls")),
    ),
]
