"""The page of the demonstration on which one click signs in as one of its people.

It exists only while the demonstration is served, and only for accounts of example.org, which no person can have
(RFC 2606): whoever else may be in the same data stays closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from safeconduct.shell.access import public
from safeconduct.shell.accounts.demo_session import MARK
from safeconduct.shell.accounts.officials import posts_in_words
from safeconduct.shell.models import Account
from safeconduct.shell.principals import forget, principal
from safeconduct.shell.sections import home_of

DOMAIN = "@example.org"
MOST_SHOWN, LONGEST = 24, 100
BACKEND = "safeconduct.shell.accounts.backend.AccountBackend"


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody to begin with: who they are in one word, and what their pages show."""

    account: Account
    role: str
    sees: str


Starts = Callable[[], Sequence[Start]]
_STARTS: dict[str, Starts] = {}


def register_starts(room: str, starts: Starts) -> None:
    """Add people of a room to begin with; called by its AppConfig.ready."""
    _STARTS[room] = starts


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
    return render(request, "shell/demonstration.html", shown(people, request.GET.get("q", "").strip()[:LONGEST]))


def shown(people: QuerySet[Account], query: str) -> dict[str, object]:
    """Give whom to begin with, officials with what they are, and of all others the first of the name searched for."""
    posts = posts_in_words(people)
    officials = [(account, posts[account.pk]) for account in people.filter(pk__in=posts)]
    others = people.exclude(pk__in=posts).filter(name__icontains=query)
    found = [(account, "") for account in others[:MOST_SHOWN]]
    return {
        "starts": starts(people) if not query else [],
        "officials": officials,
        "others": found,
        "more": others.count() - len(found),
        "query": query,
    }


def starts(people: QuerySet[Account]) -> list[Start]:
    """Give whom to begin with, one for each way to use the software."""
    found = [start for of in _STARTS.values() for start in of()]
    invented = set(people.filter(pk__in=[start.account.pk for start in found]).values_list("pk", flat=True))
    return [start for start in found if start.account.pk in invented]


def sign_in(request: HttpRequest, account: Account) -> HttpResponseBase:
    """Sign in without a word of passage."""
    login(request, account, backend=BACKEND)
    request.session[MARK] = True
    forget(request)
    return redirect(home_of(principal(request)))
