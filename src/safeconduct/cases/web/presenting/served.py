"""Why something is served on somebody, in words."""

from __future__ import annotations

from django.utils.translation import gettext

from safeconduct.cases.service import Addressee
from safeconduct.cases.web.serving import Childhood
from safeconduct.people.representation import ALL_CASES
from safeconduct.people.web.presenting import POWERS
from safeconduct.procedures.web.presenting.counting import day


def kind_of_power(kind: str) -> str:
    """On what a right to receive or to act rests; empty for who is served in person."""
    named = POWERS | {
        "guardianship": gettext("guardianship"),
        "no guardian": gettext("a child without a guardian"),
    }
    return str(named.get(kind, ""))


def age_known_by(found: Childhood) -> str:
    """A sentence: whether the person counts as a child, and where that comes from."""
    if found.known_by == "nothing":
        return gettext("The age stands neither in the register nor in this case: nobody is taken for a child.")
    if found.known_by == "register":
        return (
            gettext("A child, by the birth in the register of people.")
            if found.is_child
            else gettext("No child, by the birth in the register of people.")
        )
    return (
        gettext("A child, by what this case was filed with: the register does not know the birth.")
        if found.is_child
        else gettext("No child, by what this case was filed with: the register does not know the birth.")
    )


def why(to: Addressee) -> str:
    """A sentence: what the right to receive rests on, since when, and whether for this case or all."""
    if to.is_nobody:
        return gettext("A child without a guardian: nothing can be served before one is appointed.")
    if to.by is None:
        return gettext("In person: nobody is entered who receives for them.")
    said = {"kind": kind_of_power(to.by.kind), "day": day(to.by.since)}
    if to.by.case == ALL_CASES:
        return gettext("%(kind)s for all cases, since %(day)s, in the register of people") % said
    return gettext("%(kind)s for this case, since %(day)s") % said
