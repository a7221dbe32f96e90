"""Who looked at a case, when and why: logged at each reading, and shown to the person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from safeconduct.cases.web.models import Case, Office, Reading
from safeconduct.shell.access import Principal
from safeconduct.shell.prepared import MOMENT, NUMBER, UUID, Prepared, given

AGAIN_AFTER = timedelta(minutes=15)
"""Pages of one case that somebody opens one after the other are one reading."""
LATEST = 5
"""How many of the last readings the page of a case shows."""


def record(who: Principal, case: Case, office: Office | None, why: str, now: datetime) -> None:
    """Log that an official looks at a case; those who take part in it read their own file."""
    if who.account is None:
        return
    if not _RECENT(case=case.pk, account=who.account.pk, since=now - AGAIN_AFTER):
        Reading.objects.create(case=case, account=who.account, office=office, at=now, why=why[:300])


_CASE = given("case", UUID)
_RECENT = Prepared(
    lambda: Reading.objects.filter(
        case=_CASE, account=given("account", NUMBER), at__gt=given("since", MOMENT)
    ).values_list("pk", flat=True)[:1]
)


def latest(case: Case) -> list[Reading]:
    """The last readings of a case, the latest first."""
    return _LATEST(case=case.pk)


_LATEST = Prepared(lambda: Reading.objects.filter(case=_CASE).select_related("office").order_by("-at")[:LATEST])


def count(case: Case) -> int:
    """How often officials looked at a case."""
    return sum(_COUNT(case=case.pk))


_COUNT = Prepared(lambda: Reading.objects.filter(case=_CASE).values("case").values_list(Count("pk"), flat=True))


def of_case(case: Case) -> QuerySet[Reading]:
    """The readings of a case, the latest first."""
    return Reading.objects.filter(case=case).select_related("office").order_by("-at")
