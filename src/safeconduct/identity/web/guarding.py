"""Suspends the document of a guardianship that the register of people no longer holds: an official then decides.

A suspension can be undone and revoking cannot, so nobody loses anything for good because a day passed.
"""

from __future__ import annotations

from safeconduct.identity.acts import VALID, Told
from safeconduct.identity.web import actions
from safeconduct.identity.web.issuing import INSTANCE, guardian_of
from safeconduct.identity.web.models import Credential
from safeconduct.shell.clock import Clock, day_of

KIND = "guardianship"
WHY = "The register of people holds no guardianship any more."


def suspend_ended(clock: Clock) -> int:
    """Suspend what rests on a guardianship that ended; return how many that were."""
    on = day_of(clock())
    held = Credential.objects.filter(kind=KIND, state=VALID, person__sealed__isnull=False).select_related("person")
    ended = [one for one in held if guardian_of(one.person_id, on) is None]
    for one in ended:
        actions.suspend(one, Told(WHY), INSTANCE, clock)
    return len(ended)
