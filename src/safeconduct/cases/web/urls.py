"""Addresses of cases."""

from __future__ import annotations

from django.urls import path

from safeconduct.cases.web.views import (
    absence,
    apply,
    case,
    desk,
    fees,
    forward,
    migrating,
    oversight,
    papers,
    portal,
    post,
    slips,
)

app_name = "cases"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("cases/bring-forward/", forward.choose, name="bring-forward"),
    path("cases/bring-forward/<path:procedure>/", forward.bring_forward, name="forward"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/act/", case.act, name="act"),
    path("cases/<str:number>/sign/", case.sign, name="sign"),
    path("cases/<str:number>/note/", case.note, name="note"),
    path("cases/<str:number>/assign/", case.assign, name="assign"),
    path("cases/<str:number>/appointment/", case.appoint, name="appoint"),
    path("cases/<str:number>/appointment/<str:appointment>/", case.record, name="record"),
    path("cases/<str:number>/slip/", slips.hand_out, name="slip"),
    path("cases/<str:number>/post/", post.post, name="post"),
    path("cases/<str:number>/version/", migrating.migrate, name="migrate"),
    path("cases/<str:number>/papers/<str:paper>/", papers.paper, name="paper"),
    path("cases/<str:number>/file.pdf", papers.court_file, name="court-file"),
    path("cases/<str:number>/decisions/<int:entry>.pdf", papers.decision, name="decision"),
    path("cases/<str:number>/fees/", fees.of_case, name="fees"),
    path("office/payments/", fees.statement, name="statement"),
    path("my/", portal.cases, name="my"),
    path("my/<str:number>/", portal.follow, name="mine"),
    path("my/<str:number>/message/", portal.message, name="message"),
    path("my/<str:number>/papers/", portal.add_papers, name="add-papers"),
    path("my/<str:number>/representative/", portal.representative, name="representative"),
    path("my/<str:number>/readings/", portal.readings, name="readings"),
    path("my/<str:number>/receipts/<int:entry>/", portal.receipt, name="receipt"),
    path("my/<str:number>/receipts/<int:entry>.json", portal.receipt_file, name="receipt-file"),
    path("apply/", apply.choose, name="apply"),
    path("apply/<path:procedure>/begin/", apply.begin, name="begin"),
    path("apply/<uuid:draft>/<slug:key>/", apply.question, name="question"),
    path("apply/<uuid:draft>/", apply.check, name="check"),
    path("office/", oversight.office, name="office"),
    path("office/assign/", oversight.assign_many, name="assign-many"),
    path("office/post/", post.unnumbered, name="unnumbered"),
    path("office/absences/", absence.absences, name="absences"),
    path("office/log/", oversight.log, name="log"),
    path("office/cases.<str:form>", oversight.export, name="export"),
]
