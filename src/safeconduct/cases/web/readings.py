"""Who looked at a case, when and why: logged at each reading, and shown to the person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from safeconduct.cases.web.models import Case, Office, Reading
from safeconduct.shell.access import Principal

AGAIN_AFTER = timedelta(minutes=15)
"""Pages of one case that somebody opens one after the other are one reading."""


def record(who: Principal, case: Case, office: Office | None, why: str, now: datetime) -> None:
    """Log that an official looks at a case; those who take part in it read their own file."""
    if who.account is None:
        return
    recent = Reading.objects.filter(case=case, account=who.account, at__gt=now - AGAIN_AFTER)
    if not recent.exists():
        Reading.objects.create(case=case, account=who.account, office=office, at=now, why=why[:300])


def of_case(case: Case) -> QuerySet[Reading]:
    """The readings of a case, the latest first."""
    return Reading.objects.filter(case=case).select_related("office").order_by("-at")
