"""Addresses of the shared pages, below the language."""

from __future__ import annotations

from django.urls import path

from safeconduct.shell import pages
from safeconduct.shell.accounts import demo, training, views

app_name = "shell"
urlpatterns = [
    path("about/", pages.about, name="about"),
    path("about/components/", pages.components, name="components"),
    path("start/", views.start, name="start"),
    path("account/", views.account, name="account"),
    path("account/second-factor/needed/", views.second_factor, name="second-factor"),
    path("slip/", views.slip, name="slip"),
    path("slip/leave/", views.leave, name="leave-slip"),
    path("demonstration/", demo.choose, name="demonstration"),
    path("training/", training.training, name="training"),
]
