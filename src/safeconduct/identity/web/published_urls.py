"""Addresses for machines: they carry no language, and verifiers know them from credentials."""

from __future__ import annotations

from django.urls import path

from safeconduct.identity.web import openid4vci, openid4vp
from safeconduct.identity.web.views import published, verification

app_name = "identity-published"
urlpatterns = [
    path(".well-known/openid-credential-issuer", openid4vci.issuer, name="credential-issuer"),
    path(".well-known/openid-credential-issuer/<path:tenant>", openid4vci.issuer, name="credential-issuer-at"),
    path(".well-known/oauth-authorization-server", openid4vci.authorization_server, name="authorization-server"),
    path(
        ".well-known/oauth-authorization-server/<path:tenant>",
        openid4vci.authorization_server,
        name="authorization-server-at",
    ),
    path("openid4vci/offer/<str:number>", openid4vci.offer, name="offer"),
    path("openid4vci/push", openid4vci.push, name="push"),
    path("openid4vci/authorize", openid4vci.authorize, name="authorize"),
    path("openid4vci/token", openid4vci.token, name="token"),
    path("openid4vci/nonce", openid4vci.nonce, name="nonce"),
    path("openid4vci/credential", openid4vci.credential, name="credential"),
    path("openid4vci/deferred", openid4vci.deferred, name="deferred"),
    path("openid4vci/notification", openid4vci.notification, name="notification"),
    path("openid4vp/request/<str:number>", openid4vp.request_object, name="request"),
    path("openid4vp/answer/<str:number>", openid4vp.answer, name="answer"),
    path(".well-known/jwt-vc-issuer", published.issuer, name="issuer"),
    path("iaca/<str:number>.cer", published.root, name="root"),
    path("iaca/<str:number>.crl", published.revocations, name="revocations"),
    path("status/<str:number>", published.status, name="status"),
    path("credentials/<str:code>", published.kind, name="kind"),
    path("trust-list.json", verification.trust_list, name="trust-list"),
    path("status-lists.json", verification.status_lists, name="status-lists"),
    path("verify/worker.js", verification.worker, name="worker"),
]
