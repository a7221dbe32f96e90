"""Addresses of the pages on which wallets are used."""

from __future__ import annotations

from django.urls import path

from safeconduct.identity.web.views import consent, early, proving, wallet

app_name = "wallet"
urlpatterns = [
    path("wallet/show/<uuid:draft>/<str:key>/", wallet.show, name="show"),
    path("wallet/asked/<str:number>/", wallet.waiting, name="waiting"),
    path("wallet/consent/", consent.consent, name="consent"),
    path("wallet/case/<str:number>/", proving.prove, name="prove"),
    path("wallet/case/<str:number>/asked/<str:asked>/", proving.asked, name="proof-asked"),
    path("wallet/case/<str:number>/early/", early.early, name="early"),
    path("wallet/back/<str:number>/", wallet.back, name="back"),
]
