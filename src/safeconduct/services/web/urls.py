"""Addresses of the directory of services."""

from __future__ import annotations

from django.urls import path

from safeconduct.services.web.views import finding, keeping

app_name = "services"
urlpatterns = [
    path("services/", finding.find, name="find"),
    path("services/kept/", keeping.kept, name="kept"),
    path("services/person/<str:number>/", finding.for_person, name="for-person"),
    path("services/<str:number>/", finding.service, name="service"),
    path("services/<str:number>/assure/", keeping.assure, name="assure"),
    path("services/<str:number>/close/", keeping.close, name="close"),
]
