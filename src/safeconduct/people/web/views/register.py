"""Pages on which officers find people in the register, and register somebody who is not there: one thing a page."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.people.person import Person as Record
from safeconduct.people.web import registry, searching
from safeconduct.people.web.access import STAFF
from safeconduct.people.web.forms import PARTS, Part
from safeconduct.people.web.known_people import candidates
from safeconduct.people.web.presenting import shown
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from safeconduct.shell.access import needs
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of
from safeconduct.shell.sealing import Unsealable, seal, unseal

PAGE = "people:register"


class FindForm(forms.Form):
    """A name or number, the birth if it is known, and why."""

    q = forms.CharField(label=_("Name, or number in an earlier system"), max_length=200)
    born = forms.CharField(
        label=_("Born"), max_length=10, required=False, help_text=_("Year, month and day as far as they are known.")
    )
    why = forms.CharField(
        label=_("Why do you look?"), max_length=300, help_text=_("Your reason is logged, and the person can read it.")
    )


class WhyForm(forms.Form):
    """Why somebody is registered or changed."""

    why = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Your reason is logged, and the person can read it.")
    )


@require_safe
@needs(STAFF)
def find(request: HttpRequest) -> HttpResponse:
    """Find people by name in any spelling, or by an earlier number; for a reason, which is logged."""
    form, hits = FindForm(request.GET or None), None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        hits = searching.search(typed["q"], account_of(request), typed["why"], clock.current, typed["born"])
    said = {"form": form, "hits": hits, "why": form.cleaned_data.get("why", "") if hits is not None else ""}
    return render(request, "people/find.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(STAFF)
@once
def register(request: HttpRequest) -> HttpResponse:
    """Ask one part after the other, show all answers, and enter the person.

    What was answered travels sealed in the form itself: until it is sent nothing of it is kept anywhere.
    """
    said = _opened(request)
    if request.method != "POST":
        return _asked(request, "names", said)
    if request.POST.get("back") in PARTS:
        return _asked(request, request.POST["back"], said)
    if "enter" in request.POST:
        return _entered(request, said)
    part = request.POST.get("part", "")
    if part not in PARTS:
        return _asked(request, "names", said)
    form, why = PARTS[part][1](request.POST), WhyForm(request.POST)
    if not form.is_valid() or (part == "names" and not why.is_valid()):
        return _asked(request, part, said, form, why)
    said[part] = request.POST.urlencode()
    if part == "names":
        said["why"] = why.cleaned_data["why"]
    following = next((name for name in PARTS if name not in said), "")
    return _asked(request, following, said) if following else _check(request, said)


def _asked(
    request: HttpRequest, part: str, said: dict[str, str], form: Part | None = None, why: forms.Form | None = None
) -> HttpResponse:
    title, kind = PARTS[part]
    if form is None:
        form = kind(QueryDict(said[part])) if part in said else kind()
    if part == "names" and why is None:
        why = WhyForm(initial={"why": said.get("why", "")})
    context = {
        "title": title,
        "part": part,
        "form": form,
        "why": why if part == "names" else None,
        "so_far": _sealed(request, said),
        "at": list(PARTS).index(part) + 1,
        "of": len(PARTS),
    }
    return render(request, "people/register.html", context)


def _check(request: HttpRequest, said: dict[str, str], problem: str = "") -> HttpResponse:
    record = _record(said)
    known = candidates(record, account_of(request), said["why"], clock.current, PAGE)
    context = {
        "parts": shown(record),
        "known": known,
        "so_far": _sealed(request, said),
        "problem": problem,
    }
    return render(request, "people/check.html", context, status=409 if problem else 200)


def _entered(request: HttpRequest, said: dict[str, str]) -> HttpResponse:
    """Enter them; where people with such names are known, an officer says first that it is nobody of them."""
    missing = next((name for name in PARTS if name not in said), "")
    if missing:
        return _asked(request, missing, said)
    record, account = _record(said), account_of(request)
    if request.POST.get("nobody") != "yes" and candidates(record, account, said["why"], clock.current, PAGE):
        return _check(request, said, gettext("Say first that the person is nobody of those below."))
    made = registry.enter(record, By(account, said["why"]), clock.current)
    messages.success(request, gettext("Registered. The entry is written."))
    return redirect("people:record", made.pk)


def _record(said: dict[str, str]) -> Record:
    fields: dict[str, Any] = {}
    for part, (_title, kind) in PARTS.items():
        form = kind(QueryDict(said[part]))
        if form.is_valid():
            fields |= form.of(form.cleaned_data)
    return Record("person", **fields)


def _use(request: HttpRequest) -> str:
    return f"registration {account_of(request).pk}"


def _sealed(request: HttpRequest, said: dict[str, str]) -> str:
    return urlsafe_b64encode(seal(json.dumps(said).encode(), _use(request))).decode()


def _opened(request: HttpRequest) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(unseal(urlsafe_b64decode(request.POST["so_far"]), _use(request)))
    except (KeyError, ValueError, Unsealable):
        return {}
    return found
