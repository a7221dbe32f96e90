"""The worker of time: writes what follows when a last day has passed and nothing came, each limit exactly once.

It may be killed or sleep for a week; the same query finds what is due. Each case is its own transaction, so that one
that cannot be read keeps no other from its day. What harms a person is not done here: the law of the procedure makes
it a claim, which waits for a named officer.
"""

from __future__ import annotations

import logging
from uuid import UUID

from safeconduct.cases.web import actions
from safeconduct.cases.web.models import Case
from safeconduct.journal.web.writing import Overtaken
from safeconduct.shell.clock import Clock, day_of

BATCH = 50
_LOG = logging.getLogger(__name__)


def write_due(clock: Clock, tell: bool = True) -> int:
    """Write what is due, up to a batch of cases, and tell those concerned; return in how many cases it was."""
    today = day_of(clock())
    due = Case.objects.filter(silent_on__lt=today, erased=False).order_by("troubled", "silent_on", "id")
    return sum(_write(case, clock, tell) for case in due.values_list("id", flat=True)[:BATCH])


def _write(case: UUID, clock: Clock, tell: bool) -> int:
    try:
        return len(actions.pass_time([case.bytes], clock, tell))
    except Overtaken:
        return 0  # somebody acted at the same moment; it is looked at again in a second
    except Exception:
        _LOG.exception("What followed from silence could not be written in a case; it stays due.")
        Case.objects.filter(pk=case).update(troubled=True)
        return 0
