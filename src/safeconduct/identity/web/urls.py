"""Addresses of credentials."""

from __future__ import annotations

from django.urls import path

from safeconduct.identity.web.views import lost_wallet, office, own, wallet

app_name = "identity"
urlpatterns = [
    path("my-documents/", own.mine, name="mine"),
    path("my-documents/wallets/", lost_wallet.own, name="wallets"),
    path("my-documents/<str:number>/card/", own.card, name="card"),
    path("my-documents/<str:number>/lost/", own.lost, name="lost"),
    path("my-documents/<str:number>/wallet/", wallet.offer, name="offer"),
    path("documents/", office.desk, name="desk"),
    path("documents/<str:number>/", office.credential, name="credential"),
    path("documents/<str:number>/change/", office.change, name="change"),
    path("documents/<str:number>/card/", office.card, name="card-at-the-counter"),
    path("documents/<str:number>/wallet/", wallet.offer_at_the_counter, name="offer-at-the-counter"),
    path("people/<str:number>/documents/", office.of_person, name="of-person"),
    path("people/<str:number>/wallets/", lost_wallet.at_the_counter, name="wallets-of-person"),
]
