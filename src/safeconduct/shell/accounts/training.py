"""The page of a training on which its clock is moved forward."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safeconduct.shell import clock
from safeconduct.shell.access import gate, needs
from safeconduct.shell.accounts.officials import is_official
from safeconduct.shell.principals import Principal

MOST_DAYS = 730


def _trains(who: Principal) -> bool:
    return bool(who.account and is_official(who.account))


TRAINERS = gate("training.clock", _trains)


class Forward(forms.Form):
    """How far the clock moves."""

    days = forms.IntegerField(label=_("Days forward"), min_value=1, max_value=MOST_DAYS)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(TRAINERS)
def training(request: HttpRequest) -> HttpResponseBase:
    """Show the clock of the training, and move it forward."""
    if not settings.TRAINING:
        raise Http404
    form = Forward(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clock.move_forward(timedelta(days=form.cleaned_data["days"]))
        return redirect("shell:training")
    return render(request, "shell/training.html", {"form": form, "today": clock.day_of(clock.current())})
