"""Addresses of the register of people."""

from __future__ import annotations

from django.urls import path

from safeconduct.people.web.views import beside, pairs, record, register

app_name = "people"
urlpatterns = [
    path("people/", register.find, name="find"),
    path("people/register/", register.register, name="register"),
    path("people/pairs/", pairs.pairs, name="pairs"),
    path("people/pairs/<int:pair>/", pairs.pair, name="pair"),
    path("people/pairs/<int:pair>/undo/", pairs.undo, name="undo"),
    path("people/<str:number>/", record.record, name="record"),
    path("people/<str:number>/correct/<str:part>/", record.correct, name="correct"),
    path("people/<str:number>/household/", beside.add_member, name="add-member"),
    path("people/<str:number>/representative/", beside.add_representative, name="add-representative"),
    path("people/<str:number>/same-person/", beside.propose, name="propose"),
    path("people/<str:number>/consent/", beside.add_consent, name="add-consent"),
    path("people/<str:number>/difficulties/", beside.ask_functioning, name="ask-functioning"),
    path("people/<str:number>/end/<str:kind>/<str:row>/", beside.end, name="end"),
    path("my-record/", record.mine, name="mine"),
    path("my-record/<str:number>/withdraw/<int:consent>/", record.withdraw_mine, name="withdraw-mine"),
]
