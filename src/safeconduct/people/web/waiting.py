"""The queue of pairs that wait for an officer: filtered, searched for a reason, the likeliest or the oldest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import get_language, gettext

from safeconduct.people.linkage.model import card
from safeconduct.people.linkage.proposal import Reason
from safeconduct.people.linkage.words import Said, said
from safeconduct.people.web import searching
from safeconduct.people.web.models import Pair
from safeconduct.shell.clock import Clock, day_of
from safeconduct.shell.models import Account

State = Pair.State
PAGE = 50
VERY_LIKELY, LIKELY = 0.95, 0.5
STATES = (State.OPEN, State.LATER, State.MERGED, State.APART, State.UNDONE)
_ORDERS: dict[str, Callable[[], tuple[str | Combinable, ...]]] = {
    "likely": lambda: ("-probability", "pk"),
    "oldest": lambda: ("arose", "pk"),
    "decided": lambda: (F("decided").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait, how many were put off, and since which day the oldest waits."""

    open: int
    later: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """A pair in a list: nothing in it says who anybody is."""

    number: int
    state: str
    likely: str
    reasons: tuple[Said, ...]
    came: str
    arose: date
    age: int
    older: bool
    """Weighed by another model than the one that runs; it is weighed again."""


def counts(pairs: QuerySet[Pair]) -> Counts:
    """Count what waits, in one query."""
    row = pairs.aggregate(
        open=Count("pk", filter=Q(state=State.OPEN)),
        later=Count("pk", filter=Q(state=State.LATER)),
        oldest=Min("arose", filter=Q(state=State.OPEN)),
    )
    return Counts(row["open"], row["later"], day_of(row["oldest"]) if row["oldest"] else None)


def shown(pairs: QuerySet[Pair], state: str, order: str) -> QuerySet[Pair]:
    """The pairs of a state, in an order; of an unknown state those that are open, the likeliest first."""
    chosen = state if state in STATES else State.OPEN
    usual = "likely" if chosen in Pair.WAITING else "decided"
    return pairs.filter(state=chosen).order_by(*_ORDERS.get(order, _ORDERS[usual])())


def of_name(pairs: QuerySet[Pair], text: str, account: Account, why: str, clock: Clock) -> QuerySet[Pair]:
    """Pairs of people whose name or earlier number is like this one. The search is logged with its reason.

    Raises:
        NoReason: nothing says why.

    """
    persons = [hit.person for hit in searching.search(text, account, why, clock)]
    return pairs.filter(Q(one__in=persons) | Q(other__in=persons)).order_by("-probability", "pk")


def of_person(number: str) -> QuerySet[Pair]:
    """The pairs of a record that wait for a decision."""
    return Pair.objects.filter(Q(one=number) | Q(other=number), state__in=Pair.WAITING)


def row(pair: Pair, today: date) -> Row:
    """A pair as a list shows it."""
    arose = day_of(pair.arose)
    return Row(
        pair.pk,
        states()[pair.state],
        likely(pair.probability) if pair.reasons else gettext("not compared"),
        reasons_of(pair)[:2],
        way(pair.came),
        arose,
        (today - arose).days,
        pair.state in Pair.WAITING and pair.model not in ("", card().model),
    )


def reasons_of(pair: Pair) -> tuple[Said, ...]:
    """Every reason in the reader's words, the strongest first."""
    return said((Reason(*each) for each in pair.reasons), (get_language() or "en").partition("-")[0])


def likely(probability: float) -> str:
    """How likely it is in words: a number would look surer than it is."""
    if probability >= VERY_LIKELY:
        return gettext("very likely")
    return gettext("likely") if probability >= LIKELY else gettext("possible")


def states() -> dict[str, str]:
    """What has become of a pair."""
    return {
        State.OPEN: gettext("to be decided"),
        State.LATER: gettext("more is needed"),
        State.MERGED: gettext("joined"),
        State.APART: gettext("kept apart"),
        State.UNDONE: gettext("joined and separated again"),
        State.SETTLED: gettext("joined by way of another record"),
    }


def way(came: str) -> str:
    """On which way the later record came."""
    ways = {
        "counter": gettext("registered at the counter"),
        "another system": gettext("came from another system"),
        "device": gettext("registered without a network"),
        "portal": gettext("entered by the person"),
        "post": gettext("came by post"),
        "e-mail": gettext("came by e-mail"),
        "case": gettext("came with a case"),
        "officer": gettext("proposed by an officer"),
        "correction": gettext("found after a correction"),
    }
    return ways.get(came, came)
