"""Credentials at an office: what a person holds, and suspending, replacing and revoking with reason and remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.cases.recording import Author
from safeconduct.cases.web.access import account_number, posts, today
from safeconduct.cases.web.models import Post
from safeconduct.cases.web.telling import tell_person
from safeconduct.identity import issuing
from safeconduct.identity.acts import CONFERS, PROPOSES, NotPossible, Told
from safeconduct.identity.issuing import NothingToSay
from safeconduct.identity.kinds import kinds
from safeconduct.identity.web import actions
from safeconduct.identity.web.access import DECIDING, HANDLE, WORK
from safeconduct.identity.web.actions import Conferral, NoReason, NotAlone, Stale
from safeconduct.identity.web.forms import ChangeForm, ConferForm
from safeconduct.identity.web.issuing import source
from safeconduct.identity.web.models import Credential
from safeconduct.identity.web.presenting import in_order, listed, shown, story
from safeconduct.identity.web.views.own import printed
from safeconduct.people.web.access import WORK as PEOPLE
from safeconduct.people.web.actions import note_reading
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of
from safeconduct.people.web.views.record import has_looked
from safeconduct.people.web.views.register import WhyForm
from safeconduct.shell import clock
from safeconduct.shell.access import Principal, needs, principal
from safeconduct.shell.idempotency.forms import once
from safeconduct.shell.principals import account_of

PAGE = "people:record"
"""Whoever said why they open a record may open the documents of the same person: it is one reading."""
SHOWN = 100


@require_safe
@needs(WORK, many=True)
def desk(request: HttpRequest, credentials: QuerySet[Credential]) -> HttpResponse:
    """What waits for a second signature in the reader's offices, the newest, and a way to find one by its number."""
    names = [post.office.name for post in posts(principal(request))]
    asked = "-".join(request.GET.get("number", "").upper().split())[:20]
    own = credentials.filter(authority__in=names)
    rows = credentials.filter(number=asked) if asked else own.order_by("-proposed", "-pk")[:SHOWN]
    return render(request, "identity/desk.html", {"documents": [listed(row, today()) for row in rows], "asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PEOPLE, one={"id": "number"})
@once
def of_person(request: HttpRequest, person: Person) -> HttpResponse:
    """What a person holds, and conferring what needs no case; opened for a reason, which the person can read."""
    why = _asked_why(request, person)
    if why is not None:
        return why
    form = ConferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _conferred(request, person, form.cleaned_data["kind"], form.cleaned_data["why"])
        if not problem:
            return redirect("identity:of-person", person.pk)
        form.add_error("kind", problem)
    context = {
        "documents": [listed(row, today()) for row in in_order(Credential.objects.filter(person=person))],
        "form": form,
        "person": person,
        "called": records_of([person])[person.pk].called,
        "may_confer": _post(principal(request)) is not None,
    }
    return render(request, "identity/of_person.html", context)


@require_safe
@needs(WORK, one={"id": "number"}, related=("person", "case"))
def credential(request: HttpRequest, its: Credential) -> HttpResponse:
    """One credential with all that happened to it, and what the reader may do."""
    why = _asked_why(request, its.person)
    return why if why is not None else _page(request, its)


@require_POST
@needs(HANDLE, one={"id": "number"}, related=("person", "case"))
@once
def change(request: HttpRequest, its: Credential) -> HttpResponse:
    """Suspend, let it be valid again, replace, or propose to revoke it; sign or discard what another proposed."""
    done = _DONE.get(request.POST.get("act", ""))
    if done is None or not has_looked(its.person, request):
        return redirect("identity:credential", its.pk)
    act, needs_reason, words = done
    form = ChangeForm(request.POST, language=get_language() or "en")
    if needs_reason and not form.is_valid():
        return _page(request, its, form)
    told = Told(form.cleaned_data["why"], form.cleaned_data["remedy"]) if needs_reason else Told()
    try:
        with transaction.atomic():
            act(its, told, _author(request, its.authority), _number(request.POST.get("seen", "")))
            tell_person(its.person, its.number, f"credential {its.pk} {its.entries + 1}", clock.current())
    except (NotPossible, NotAlone, NoReason, Stale) as refused:
        its.refresh_from_db()
        return _page(request, its, form, _told_of(refused), 409)
    messages.success(request, words())
    return redirect("identity:credential", its.pk)


@require_POST
@needs(HANDLE, one={"id": "number"}, related=("person", "case"))
def card(request: HttpRequest, its: Credential) -> HttpResponse:
    """Print it for somebody who has no printer, at the counter."""
    return printed(request, its, _author(request, its.authority), "identity:desk")


# ---- what is done ----------------------------------------------------------------------------------------------------

Do = Callable[[Credential, Told, Author, int], object]
_DONE: dict[str, tuple[Do, bool, Callable[[], str]]] = {
    "suspend": (
        lambda its, told, by, seen: actions.suspend(its, told, by, clock.current, seen=seen),
        True,
        lambda: gettext("Suspended. Its holder was told that there is news."),
    ),
    "end": (
        lambda its, told, by, seen: actions.end_suspension(its, told, by, clock.current, seen),
        True,
        lambda: gettext("It is valid again."),
    ),
    "replace": (
        lambda its, told, by, seen: actions.replace(its, told, by, clock.current, as_before=True),
        True,
        lambda: gettext("Another was given in its place, for the time that it had left."),
    ),
    "propose": (
        lambda its, told, by, seen: actions.propose(its, told, by, clock.current, seen),
        True,
        lambda: gettext("Proposed. Another official of the office signs."),
    ),
    "sign": (
        lambda its, told, by, seen: actions.sign(its, by, clock.current, seen),
        False,
        lambda: gettext("Revoked. Its holder was told that there is news."),
    ),
    "discard": (
        lambda its, told, by, seen: actions.discard(its, by, clock.current, seen),
        False,
        lambda: gettext("The proposal is discarded."),
    ),
}


def _told_of(refused: Exception) -> str:
    if isinstance(refused, NotAlone):
        return gettext("You proposed this. Another official of the office signs it.")
    if isinstance(refused, Stale):
        return gettext("Somebody acted on it meanwhile. Below is how it stands now; nothing was saved.")
    return gettext("This cannot be done now: look at how it stands.")


def _conferred(request: HttpRequest, person: Person, code: str, why: str) -> str:
    """Confer a kind that needs no case; what is wrong where it says nothing."""
    post = _post(principal(request))
    if post is None:
        raise PermissionDenied
    kind, on = kinds().kinds[code], today()
    its = Conferral(
        code,
        person,
        post.office.name,
        CONFERS,
        _author(request, post.office.name),
        on,
        kind.valid_until(on),
        told=Told(why),
    )
    try:
        issuing.check(kind, source(person, _unwritten(its), on))
    except NothingToSay:
        return gettext("The register does not hold what this document is for. Enter it in the record first.")
    with transaction.atomic():
        made = actions.confer(its, clock.current)
        tell_person(person, made.number, f"credential {made.pk} 1", clock.current())
    messages.success(request, gettext("Conferred: %(number)s.") % {"number": made.number})
    return ""


def _unwritten(its: Conferral) -> Credential:
    return Credential(
        kind=its.kind, person=its.person, authority=its.authority, conferred=its.on, valid_until=its.valid_until
    )


# ---- who and why -----------------------------------------------------------------------------------------------------


def _asked_why(request: HttpRequest, person: Person) -> HttpResponse | None:
    """Nothing where the reader said why a little while ago; else the question."""
    form = WhyForm(request.GET if "why" in request.GET else None)
    if form.is_bound and form.is_valid():
        note_reading([person], account_of(request), form.cleaned_data["why"], PAGE, clock.current)
        return None
    if has_looked(person, request):
        return None
    return render(request, "identity/why.html", {"form": form})


def _page(
    request: HttpRequest, its: Credential, form: ChangeForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    who, line = principal(request), None
    if its.proposed:
        line = next(one for one in reversed(actions.history_of(its)) if one.verb == PROPOSES)
    context: dict[str, Any] = {
        "its": shown(its, today()),
        "called": records_of([its.person])[its.person_id].called,
        "story": story(its),
        "form": form or ChangeForm(language=get_language() or "en"),
        "may": HANDLE.may(who, its),
        "proposal": line,
        "mine": line is not None and who.account is not None and line.who == account_number(who.account.pk),
        "problem": problem,
    }
    return render(request, "identity/credential.html", context, status=status)


def _post(who: Principal) -> Post | None:
    return next(iter(posts(who, *DECIDING)), None)


def _author(request: HttpRequest, authority: str) -> Author:
    who = principal(request)
    post = next((one for one in posts(who, *DECIDING) if one.office.name == authority), None)
    if post is None:
        raise PermissionDenied
    party = post.office.parties[0] if post.office.parties else "office"
    return Author(account_number(account_of(request).pk), party, "portal")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - longer ones are no numbers of entries
