"""Addresses of the pages for work without a network, below the language."""

from __future__ import annotations

from django.urls import path

from safeconduct.shell.offline import views

app_name = "offline"
urlpatterns = [
    path("offline/", views.page, name="page"),
    path("offline/devices/", views.devices_of, name="devices"),
    path("offline/devices/<int:id>/", views.device, name="device"),
]
