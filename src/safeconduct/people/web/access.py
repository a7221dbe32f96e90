"""Who may see and change records in the register. Each rule is one filter; lists and pages follow from it.

An instance serves one controller and one family of purposes: whoever works in one of its offices may open a record, for
a reason that is logged and shown to the person. Everybody else sees the records of which their account is the person.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from safeconduct.people.web.models import Person
from safeconduct.shell.access import NOTHING, Principal, gate, rule

_WORKS: list[Callable[[Principal], bool]] = []


def register_staff(works: Callable[[Principal], bool]) -> None:
    """Say who works in an office; called by the AppConfig of the room that has offices."""
    if works not in _WORKS:
        _WORKS.append(works)


def works(who: Principal) -> bool:
    """Whether somebody works in an office of this instance today."""
    return who.account is not None and any(holds(who) for holds in _WORKS)


def reads_own(who: Principal) -> bool:
    """Whether the page of their own record is for them: everybody who is signed in and works in no office."""
    return who.account is not None and not works(who)


def _own(who: Principal) -> Q:
    return Q(sealed__isnull=False, account=who.account) if who.account is not None else NOTHING


def _all(who: Principal) -> Q:
    return Q(sealed__isnull=False) if works(who) else NOTHING


STAFF = gate("people.staff", works)
READ = rule("people.read", Person, lambda who: _all(who) | _own(who))
WORK = rule("people.work", Person, _all)
OWN = rule("people.own", Person, _own)
