"""The page on which somebody works without a network, its service worker, and the list of devices."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.shell import clock
from safeconduct.shell.access import needs, principal, public
from safeconduct.shell.kept_page import KeptPage
from safeconduct.shell.offline import devices
from safeconduct.shell.offline.access import DEVICES, OFFLINE
from safeconduct.shell.offline.kinds import kinds_for, named
from safeconduct.shell.offline.models import Device
from safeconduct.shell.offline.words import words
from safeconduct.shell.principals import NOBODY

SCRIPTS = ("acts", "forms", "key-file", "key-worker", "page", "server", "store", "vault")
KEPT = KeptPage("offline", "offline", tuple(f"shell/offline/{name}.js" for name in SCRIPTS))


@require_safe
@needs(OFFLINE)
def page(request: HttpRequest) -> HttpResponse:
    """Show the page that a device keeps. It is kept without a network, so it says nothing of who asked for it."""
    kinds = [{"kind": kind, "form": kind.form(auto_id=f"{kind.name}_%s")} for kind in kinds_for(principal(request))]
    told = {"kinds": kinds, "words": words(), "who": NOBODY, "sections": (), "messages": []}
    return render(request, "offline/page.html", told)


@require_safe
@public("The program that keeps the page on a device; it holds nothing else.")
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker."""
    return KEPT.worker(request)


@require_safe
@needs(DEVICES, many=True)
def devices_of(request: HttpRequest, found: QuerySet[Device]) -> HttpResponse:
    """List devices: whose, when last in contact, how much they hold."""
    rows = found.select_related("account").annotate(held=Count("taken")).order_by("revoked", "-last_contact")
    return render(request, "offline/devices.html", {"devices": rows})


class Revoking(forms.Form):
    """Why a device is revoked."""

    why = forms.CharField(label=_("What happened"), max_length=300, help_text=_("For example: stolen from the car."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DEVICES, one="id", related=("account",))
def device(request: HttpRequest, found: Device) -> HttpResponseBase:
    """Say what is on a device, and revoke it."""
    form = Revoking(request.POST or None)
    if request.method == "POST" and found.revoked is None and form.is_valid():
        devices.revoke(found, form.cleaned_data["why"], clock.current)
        messages.success(request, gettext("The device is revoked. Its session has ended."))
        return redirect("offline:device", id=found.pk)
    return render(request, "offline/device.html", {"device": found, "form": form, "taken": list(_held(found))})


def _held(device: Device) -> Iterator[dict[str, object]]:
    """What is on a device, with the page on which it is read."""
    for row in device.taken.order_by("at"):
        kind = named(row.kind)
        page = reverse(kind.page, args=[row.item]) if kind and kind.page else ""
        yield {"title": kind.title if kind else row.kind, "item": row.item, "at": row.at, "page": page}
