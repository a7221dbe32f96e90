"""The page of the demonstration on which one click signs in as one of its people.

It exists only while the demonstration is served, and only for accounts of example.org, which no person can have
(RFC 2606): whoever else may be in the same data stays closed.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from safeconduct.shell.access import public
from safeconduct.shell.accounts.demo_session import MARK
from safeconduct.shell.accounts.officials import is_official
from safeconduct.shell.models import Account
from safeconduct.shell.principals import forget, principal
from safeconduct.shell.sections import home_of

DOMAIN = "@example.org"
BACKEND = "safeconduct.shell.accounts.backend.AccountBackend"


@require_http_methods(["GET", "HEAD", "POST"])
@public("The people of the demonstration are invented; there is no such page elsewhere.")
def choose(request: HttpRequest) -> HttpResponseBase:
    """Show the people of the demonstration, and sign in as the one that was chosen."""
    if not settings.DEMO:
        raise Http404
    people = Account.objects.filter(email__iendswith=DOMAIN, is_active=True, is_superuser=False).order_by("name", "pk")
    if request.method == "POST":
        # A number that is no number is no person either.
        chosen = request.POST.get("account", "")
        return sign_in(request, get_object_or_404(people, pk=int(chosen) if chosen.isdecimal() else 0))
    officials = [account for account in people if is_official(account)]
    others = [account for account in people if account not in officials]
    return render(request, "shell/demonstration.html", {"officials": officials, "others": others})


def sign_in(request: HttpRequest, account: Account) -> HttpResponseBase:
    """Sign in without a word of passage."""
    login(request, account, backend=BACKEND)
    request.session[MARK] = True
    forget(request)
    return redirect(home_of(principal(request)))
