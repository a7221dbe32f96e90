"""A small interface with every convention, whose rows are letters."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from ninja import Body, File, Header, Query, Router, Schema, UploadedFile
from pydantic import Field

from safeconduct.shell.access import public
from safeconduct.shell.api import Interface, Refused
from safeconduct.shell.etags import not_modified_if_known, require_match, tag_of
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.idempotency.operations import idempotent
from safeconduct.shell.outbox.models import Letter
from safeconduct.shell.pagination import Asked, Part, part_of
from safeconduct.shell.problems import Problem
from safeconduct.site.urls import handler400, handler403, handler404, handler500
from safeconduct.site.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

router = Router(tags=["Letters"])
OPEN = public("A test.")


class LetterOut(Schema):
    key: str
    tries: int


class Line(Schema):
    text: str = Field(max_length=5)


class Form(Schema):
    name: str
    days: int = Field(ge=1)
    lines: tuple[Line, ...] = ()


@router.get("/letters", response=Part[LetterOut])
@OPEN
def letters(request: HttpRequest, asked: Query[Asked], kind: str = "e-mail", down: bool = False) -> dict[str, object]:
    order = ("-sent", "-due", "-pk") if down else ("sent", "due", "pk")
    return part_of(request, Letter.objects.filter(kind=kind), order, asked)


@router.get("/letters/{key}", response=LetterOut)
@OPEN
def letter(request: HttpRequest, key: str) -> Letter:
    found = Letter.objects.get(key=key)
    not_modified_if_known(request, tag_of(found.key, found.tries))
    return found


@router.put("/letters/{key}", response=LetterOut)
@OPEN
def change(request: HttpRequest, key: str) -> Letter:
    with transaction.atomic():
        found = Letter.objects.select_for_update().get(key=key)
        require_match(request, tag_of(found.key, found.tries))
        found.tries += 1
        found.save()
    return found


class New(Schema):
    key: str
    refused_after: bool = False


@router.post("/letters", response={201: LetterOut})
@OPEN
@idempotent()
def write(request: HttpRequest, new: New) -> Letter:
    found = Letter.objects.create(key=new.key, kind="e-mail", written=MOMENT, due=MOMENT, sealed=b"")
    if new.refused_after:
        raise Refused(Problem(HTTPStatus.CONFLICT, "Not now."))
    return found


@router.post("/forms")
@OPEN
def fill(request: HttpRequest, form: Form, limit: Query[int], x_day: Header[int] = 1) -> dict[str, str]:
    return {"name": form.name}


@router.post("/two")
@OPEN
def two(request: HttpRequest, form: Body[Form], line: Body[Line]) -> dict[str, str]:
    return {"name": form.name}


@router.post("/files")
@OPEN
def upload(request: HttpRequest, file: File[UploadedFile]) -> dict[str, int]:
    return {"size": file.size or 0}


MOMENT = datetime.fromisoformat("2027-01-11T12:00:00+00:00")


@OPEN
@once
def form(request: HttpRequest) -> HttpResponse:
    key = request.POST.get("key", "")
    if request.method == "POST" and key:
        Letter.objects.create(key=key, kind="sms", written=MOMENT, due=MOMENT, sealed=b"")
        return HttpResponseRedirect(f"/letters/{Letter.objects.count()}")
    return render(request, "once.html")


api = Interface("Test", "1", "For tests.")
api.add_router("", router)
urlpatterns = [path("api/test/", api.urls), path("form/", form), *site]
