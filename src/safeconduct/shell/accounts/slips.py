"""Slips of paper for people without telephone and e-mail.

Somebody files for them at a counter and hands out a slip with the number of the case and a code. The code is random,
kept as a hash, good once and until a day, and void after a few wrong tries. It opens that one case, nothing else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from safeconduct.shell.accounts.hashing import fits, hash_of
from safeconduct.shell.clock import Clock
from safeconduct.shell.models import Slip

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not taken for one another on paper."""
LENGTH, GROUP = 12, 4
GOOD_FOR = timedelta(days=90)
SESSION_LASTS = timedelta(minutes=30)
"""Slips are typed at counters and in libraries, where others sit down next."""
MOST_TRIES = 10
PURPOSE = "slip"


@dataclass(frozen=True, slots=True)
class Issued:
    """What is printed on a slip."""

    reference: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The case that a slip opened, and until when."""

    reference: str
    until: datetime


def issue(reference: str, clock: Clock, choose: Callable[[str], str] = secrets.choice) -> Issued:
    """Make a slip for a case; earlier ones for it that were not used are void from now on."""
    code = "".join(choose(LETTERS) for _ in range(LENGTH))
    now = clock()
    with transaction.atomic():
        Slip.objects.filter(reference=reference, used=None).delete()
        made = Slip(reference=reference, typed=plain(reference), code_hash=hash_of(PURPOSE, code))
        made.issued, made.until = now, now + GOOD_FOR
        made.save()
    return Issued(reference, "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP)), now + GOOD_FOR)


def redeem(number: str, code: str, clock: Clock) -> Opened | None:
    """Use a slip up, or say nothing more than that it is not good: not whether there is such a case or slip."""
    now = clock()
    slip = Slip.objects.filter(typed=plain(number), used=None, until__gt=now, tries__lt=MOST_TRIES).last()
    good = fits(PURPOSE, plain(code), slip.code_hash if slip else "")
    if slip is None:
        return None
    # Each try is counted before its outcome is known, and only one of two at once may be the one that uses the slip.
    counted = Slip.objects.filter(pk=slip.pk, used=None, tries__lt=MOST_TRIES)
    if not counted.update(tries=F("tries") + 1) or not good:
        return None
    if not Slip.objects.filter(pk=slip.pk, used=None).update(used=now):
        return None
    return Opened(slip.reference, now + SESSION_LASTS)


def plain(typed: str) -> str:
    """Read a number or a code as somebody types it: small letters, spaces and hyphens do not matter."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def forget_old(clock: Clock, after: timedelta = timedelta(days=30)) -> int:
    """Delete slips that ended long enough ago; return how many."""
    return Slip.objects.filter(until__lt=clock() - after).delete()[0]
