"""Addresses of the directory of services."""

from __future__ import annotations

from django.urls import path

from safeconduct.services.web.views import finding, keeping, receiving, referring

app_name = "services"
urlpatterns = [
    path("services/", finding.find, name="find"),
    path("services/kept/", keeping.kept, name="kept"),
    path("services/person/<str:number>/", finding.for_person, name="for-person"),
    path("services/person/<str:number>/refer/<str:service>/", referring.refer, name="refer"),
    path("services/sent/", referring.sent, name="sent"),
    path("services/sent/<str:number>/", referring.sent_one, name="sent-one"),
    path("services/received/", receiving.received, name="received"),
    path("services/received/<str:number>/", receiving.received_one, name="received-one"),
    path("my-referrals/", referring.mine, name="mine"),
    path("my-referrals/<str:number>/<str:referral>/withdraw/", referring.withdraw, name="withdraw"),
    path("services/<str:number>/", finding.service, name="service"),
    path("services/<str:number>/assure/", keeping.assure, name="assure"),
    path("services/<str:number>/close/", keeping.close, name="close"),
]
