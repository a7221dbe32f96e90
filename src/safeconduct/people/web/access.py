"""Who may see and change records in the register. Each rule is one filter; lists and pages follow from it.

An instance serves one controller and one family of purposes: whoever works in one of its offices may open a record, for
a reason that is logged and shown to the person. Everybody else sees the records of which their account is the person.
Whether two records are of one person is decided only by officers who were appointed to decide just that.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from safeconduct.people.web.models import Pair, Person
from safeconduct.shell.access import EVERYTHING, NOTHING, Principal, gate, rule

_WORKS: list[Callable[[Principal], bool]] = []


def register_staff(works: Callable[[Principal], bool]) -> None:
    """Say who works in an office; called by the AppConfig of the room that has offices."""
    if works not in _WORKS:
        _WORKS.append(works)


def works(who: Principal) -> bool:
    """Whether somebody works in an office of this instance today."""
    return who.account is not None and any(holds(who) for holds in _WORKS)


_DECIDES: list[Callable[[Principal], list[str]]] = []


def register_adjudicators(offices: Callable[[Principal], list[str]]) -> None:
    """Say for which offices somebody decides about pairs of records; called by the room that has offices."""
    if offices not in _DECIDES:
        _DECIDES.append(offices)


def adjudicates_for(who: Principal) -> list[str]:
    """The offices for which somebody decides today whether records are of one person."""
    return [name for offices in _DECIDES for name in offices(who)] if who.account is not None else []


def adjudicates(who: Principal) -> bool:
    """Whether somebody decides about pairs of records: nobody does who was not appointed to it."""
    return bool(adjudicates_for(who))


def reads_own(who: Principal) -> bool:
    """Whether the page of their own record is for them: everybody who is signed in and has no office."""
    return who.account is not None and not works(who) and not adjudicates(who)


def _own(who: Principal) -> Q:
    return Q(sealed__isnull=False, account=who.account) if who.account is not None else NOTHING


def _all(who: Principal) -> Q:
    return Q(sealed__isnull=False) if works(who) else NOTHING


STAFF = gate("people.staff", works)
READ = rule("people.read", Person, lambda who: _all(who) | _own(who))
WORK = rule("people.work", Person, _all)
ADJUDICATORS = gate("people.adjudicators", adjudicates)
ADJUDICATE = rule("people.adjudicate", Pair, lambda who: EVERYTHING if adjudicates(who) else NOTHING)
OWN = rule("people.own", Person, _own)
