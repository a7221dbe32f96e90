"""Pages of one's own account, the page that asks officials for a second factor, and the page for slips."""

from __future__ import annotations

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.shell import clock
from safeconduct.shell.access import SIGNED_IN, needs, public
from safeconduct.shell.accounts import slips
from safeconduct.shell.accounts.forms import AboutMe, SlipForm
from safeconduct.shell.accounts.officials import has_second_factor, is_official
from safeconduct.shell.models import Account
from safeconduct.shell.principals import SLIP, forget, principal
from safeconduct.shell.sections import home_of

SHOWN = ["GET", "HEAD", "POST"]


def owner(request: HttpRequest) -> Account:
    """Return the account of whoever passed SIGNED_IN."""
    account = principal(request).account
    assert account is not None  # noqa: S101 - the rule of each view here
    return account


@require_safe
@needs(SIGNED_IN)
def start(request: HttpRequest) -> HttpResponseBase:
    """Lead whoever signed in to the page where their work or their cases are."""
    return redirect(home_of(principal(request)))


@never_cache
@require_http_methods(SHOWN)
@needs(SIGNED_IN, before_second_factor=True)
def account(request: HttpRequest) -> HttpResponseBase:
    """Show one's own account: name, language, password, second factor, providers, sign out."""
    mine = owner(request)
    form = AboutMe(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(mine.language):
            messages.success(request, gettext("Your changes are kept."))
            return redirect("shell:account")
    context = {
        "form": form,
        "official": is_official(mine),
        "factor": has_second_factor(mine),
        "codes": Authenticator.objects.filter(user=mine, type=Authenticator.Type.RECOVERY_CODES).exists(),
        "providers": settings.SIGN_IN.providers,
        "connected": SocialAccount.objects.filter(user=mine).count(),
    }
    return render(request, "shell/account.html", context)


@never_cache
@require_safe
@needs(SIGNED_IN, before_second_factor=True)
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Say to an official why a second factor is needed, and offer the ways to set one up."""
    if has_second_factor(owner(request)):
        return redirect("shell:start")
    return render(request, "shell/second_factor.html")


@never_cache
@sensitive_post_parameters()
@require_http_methods(SHOWN)
@public("Whoever holds a slip has no account; the slip is what is asked for.")
def slip(request: HttpRequest) -> HttpResponseBase:
    """Open the one case that a slip is for."""
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Only tries that fail count: at a counter or in a library many people come from one address.
        if not ratelimit.consume(request, action="slip", dry_run=True):
            form.add_error(None, gettext("There were too many tries. Wait ten minutes, or ask at the counter."))
        elif opened := slips.redeem(form.cleaned_data["number"], form.cleaned_data["code"], clock.current):
            return enter(request, opened)
        else:
            ratelimit.consume(request, action="slip")
            sentence = gettext("Number and code do not fit together, or the slip was used or has ended.")
            form.add_error("code", f"{sentence} {gettext('You can get a new slip at the counter.')}")
    return render(request, "shell/slip.html", {"form": form, "reference": principal(request).reference})


def enter(request: HttpRequest, opened: slips.Opened) -> HttpResponseBase:
    """Begin a session that holds nothing but the one case."""
    request.session.flush()
    request.session[SLIP] = {"reference": opened.reference, "until": opened.until.isoformat()}
    request.session.set_expiry(slips.SESSION_LASTS)
    forget(request)
    return redirect(home_of(principal(request)))


@require_POST
@public("Leaving harms nobody.")
def leave(request: HttpRequest) -> HttpResponseBase:
    """End the session of a slip."""
    request.session.flush()
    return redirect("shell:slip")
