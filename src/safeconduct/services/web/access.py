"""Who may change the directory, and who sees a referral.

Anyone reads the directory; whoever keeps entries of an organisation assures them, and receives what is referred to it.
Whoever works in an office sees what this instance referred; the person sees their own by the rule of their record.
"""

from __future__ import annotations

from django.db.models import Q

from safeconduct.people.web.access import works
from safeconduct.people.web.reading import on_day
from safeconduct.services.web.models import Keeper, Referral, Service
from safeconduct.shell import clock
from safeconduct.shell.access import EVERYTHING, NOTHING, Principal, rule
from safeconduct.shell.shapes import Among


def keeps(who: Principal) -> bool:
    """Whether somebody keeps entries of any organisation today."""
    return who.account is not None and Keeper.objects.filter(_keeping(who)).exists()


def _keeping(who: Principal) -> Q:
    return on_day(clock.day_of(clock.current())) & Q(account=who.account.pk if who.account else 0)


def _kept(who: Principal) -> Q:
    if who.account is None:
        return NOTHING
    return EVERYTHING if works(who) else Q(organisation__in=Among(Keeper, _keeping(who), "organisation"))


def _received(who: Principal) -> Q:
    if who.account is None:
        return NOTHING
    return Q(organisation__in=Among(Keeper, _keeping(who), "organisation"))


KEEP = rule("services.keep", Service, _kept)
RECEIVE = rule("services.receive", Referral, _received)
SENT = rule("services.sent", Referral, lambda who: EVERYTHING if works(who) else NOTHING)
