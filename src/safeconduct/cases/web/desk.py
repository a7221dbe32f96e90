"""What a desk shows: cases in hand by their last days, a page at a time, with how many are late or end soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from safeconduct.cases.numbers import read_number
from safeconduct.cases.web.access import READ, deputies, posts
from safeconduct.cases.web.models import Asked, Case
from safeconduct.cases.web.old_numbers import hash_of
from safeconduct.shell.access import Principal
from safeconduct.shell.prepared import DAY, given

PAGE = 50
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases are in hand, late, end within a week, and wait for a second signature."""

    in_hand: int
    late: int
    soon: int
    to_sign: int


def mine(cases: QuerySet[Case], who: Principal, today: date) -> QuerySet[Case]:
    """Those that the reader deals with, or whose official they stand in for."""
    if who.account is None:
        return cases.none()
    return cases.filter(officer__in=deputies(who.account.pk, today))


def shown(cases: QuerySet[Case], which: str, who: Principal, today: date) -> QuerySet[Case]:
    """The open cases of a view of the desk, the earliest last day first; those without one come last."""
    chosen = _VIEWS.get(which, _all)(cases.filter(closed=False), who, today)
    return chosen.order_by(F("due").asc(nulls_last=True), "id")


def _all(cases: QuerySet[Case], who: Principal, today: date) -> QuerySet[Case]:
    return cases


def _must_act(cases: QuerySet[Case], who: Principal, today: date) -> QuerySet[Case]:
    parties = [party for post in posts(who) for party in post.office.parties]
    asked = Asked.objects.filter(case=OuterRef("pk"), open=True, party__in=parties)
    return cases.filter(Q(holder__in=parties) | Exists(asked))


_VIEWS: dict[str, Callable[[QuerySet[Case], Principal, date], QuerySet[Case]]] = {
    "all": _all,
    "mine": mine,
    "act": _must_act,
    "still": lambda cases, who, today: cases.filter(still=True),
    "late": lambda cases, who, today: cases.filter(Q(overdue=True) | Q(due__lt=today)),
    "sign": lambda cases, who, today: cases.filter(proposed=True),
    "claims": lambda cases, who, today: cases.filter(kind="claim"),
}
VIEWS = tuple(_VIEWS)
NARROWER = frozenset(VIEWS) - {"all"}
"""Views that hold fewer than all cases in hand."""


def found(cases: QuerySet[Case], text: str) -> QuerySet[Case] | None:
    """Cases by number, or by the number of an earlier system; None where the text is no number: search names then."""
    number = read_number(text)
    if number:
        return cases.filter(number=number)
    by_old = cases.filter(old_number=hash_of(text))
    return by_old if by_old.exists() else None


def of_persons(cases: QuerySet[Case], persons: list[str]) -> QuerySet[Case]:
    """Cases in which one of these people takes part, in the order in which they were found."""
    return cases.filter(participants__person__in=persons).distinct()


def counts(who: Principal, today: date) -> Counts:
    """Count what somebody has in hand, in one query."""
    return next((Counts(*row) for row in READ.ask(who, _counted, today=today, soon=today + SOON)), Counts(0, 0, 0, 0))


def _counted(cases: QuerySet[Case]) -> QuerySet[Case, tuple[int, int, int, int]]:
    today, soon = given("today", DAY), given("soon", DAY)
    # Grouped by what is the same in all of them, so that there is one row.
    return (
        cases.filter(closed=False)
        .order_by()
        .values("closed")
        .annotate(
            in_hand=Count("pk"),
            late=Count("pk", filter=Q(overdue=True) | Q(due__lt=today)),
            soon=Count("pk", filter=Q(due__gte=today, due__lte=soon) & Q(overdue=False)),
            to_sign=Count("pk", filter=Q(proposed=True)),
        )
        .values_list("in_hand", "late", "soon", "to_sign")
    )
