"""Sends what is due; the worker's part of the outbox.

A worker takes a letter by moving its due time on, if nobody else has done so: a second worker finds it taken, and one
that is killed while sending leaves it due again some minutes later. Nothing is locked while a server far away answers.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from safeconduct.shell.clock import Clock
from safeconduct.shell.outbox.carriers import Refusal, Unreachable, carrier_of
from safeconduct.shell.outbox.letters import Kind, UnsendableLetter
from safeconduct.shell.outbox.models import Letter
from safeconduct.shell.outbox.posting import text_of
from safeconduct.shell.sealing import Unsealable

BATCH = 20
TAKEN_FOR = timedelta(minutes=5)
MOST_TRIES = 12
LONGEST_PAUSE = timedelta(hours=6)
KEPT_FOR = timedelta(days=30)
"""How long it is kept that a letter was sent, so that it is not sent again under the same key."""
_LOG = logging.getLogger(__name__)


def waiting() -> QuerySet[Letter]:
    """Letters that are still to be sent."""
    return Letter.objects.filter(sent=None, given_up=None)


def send_due(clock: Clock) -> int:
    """Send the letters that are due, at most a batch of them; a task of the worker."""
    due = list(waiting().filter(due__lte=clock()).order_by("due", "pk")[:BATCH])
    return sum(send(letter, clock) for letter in due)


def send(letter: Letter, clock: Clock) -> bool:
    """Send one letter, unless somebody else has taken it; tell whether it was taken here."""
    if not _take(letter, clock()):
        return False
    try:
        carrier_of(Kind(letter.kind)).carry(text_of(letter), letter.key)
    except Unreachable as trouble:
        _try_later(letter, str(trouble), clock())
    except (Refusal, Unsealable, UnsendableLetter, ValueError) as trouble:
        _give_up(letter, str(trouble), clock())
    else:
        # What was sent need not be kept.
        Letter.objects.filter(pk=letter.pk).update(sent=clock(), sealed=b"", trouble="")
    return True


def _take(letter: Letter, now: datetime) -> bool:
    taken = waiting().filter(pk=letter.pk, due=letter.due)
    return taken.update(due=now + TAKEN_FOR, tries=F("tries") + 1) == 1


def pause(tries: int) -> timedelta:
    """Say how long to wait after so many tries: a minute, two, four, up to six hours."""
    return min(timedelta(minutes=2 ** max(tries - 1, 0)), LONGEST_PAUSE)


def _try_later(letter: Letter, trouble: str, now: datetime) -> None:
    tries = letter.tries + 1
    if tries >= MOST_TRIES:
        return _give_up(letter, trouble, now)
    Letter.objects.filter(pk=letter.pk).update(due=now + pause(tries), trouble=trouble[:200])
    return None


def _give_up(letter: Letter, trouble: str, now: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(given_up=now, trouble=trouble[:200])
    _LOG.error("A letter was given up. See: safeconduct outbox list")


def retry(letters: QuerySet[Letter], now: datetime) -> int:
    """Have letters that were given up tried again; return how many."""
    return letters.filter(sent=None, given_up__isnull=False).update(given_up=None, due=now, tries=0, trouble="")


def forget_old(clock: Clock) -> int:
    """Remove what is left of letters that were sent long ago; a task of the worker."""
    removed, _ = Letter.objects.filter(sent__lt=clock() - KEPT_FOR).delete()
    return removed
