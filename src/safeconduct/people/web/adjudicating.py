"""Deciding about pairs of records: merge, keep apart, ask for more, undo. Each is an entry in the journal of both.

A merge changes neither record: both keep their number, and what refers to a number goes on doing so. Records that are
joined, directly or by way of others, are one person's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from safeconduct.people import acts
from safeconduct.people.linkage.adjudication import Decision, NotADecision, Verdict, may_merge
from safeconduct.people.linkage.undoing import Correction, Place, asked, parted
from safeconduct.people.web import registry
from safeconduct.people.web.models import Pair, Person
from safeconduct.people.web.reading import records_of
from safeconduct.people.web.registry import By, Line
from safeconduct.shell.clock import Clock

State = Pair.State
OFFICER = "officer"
"""The way on which a pair came that no comparison proposed."""
REFUSALS = (
    gettext_noop("Say why: the person may ask, and a later officer must understand it."),
    gettext_noop("You registered both records. Let somebody else decide whether they are of one person."),
)
"""What the rules refuse, so that pages say it in the reader's language."""
OUTCOMES: Final[dict[Verdict, tuple[str, str]]] = {
    "same": (State.MERGED, acts.JOINS),
    "not the same": (State.APART, acts.KEEPS_APART),
    "needs more": (State.LATER, acts.DEFERS),
}
"""The state of a pair after each verdict, and the verb of the entries."""


class Overtaken(RuntimeError):
    """Somebody decided, or changed a record, since the pair was read. Nothing was written."""


class AlreadyJoined(RuntimeError):
    """Both records are one person's already. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Told:
    """One decision about a pair as its entries tell it."""

    at: datetime
    verb: str
    office: str
    why: str


def propose(one: Person, other: Person, by: By, clock: Clock) -> Pair:
    """Put two records before an adjudicator because an officer says why, whatever a comparison finds.

    A pair that was kept apart, or joined and parted, waits again.

    Raises:
        AlreadyJoined: both are joined already.
        NotADecision: it is one record.

    """
    if one.pk == other.pk:
        raise NotADecision(gettext("This is one record. Choose two."))
    first, second = sorted((one.pk, other.pk))
    with transaction.atomic():
        if other.pk in joined_with(one.pk):
            raise AlreadyJoined(gettext("These records are one person’s already. Undo that first."))
        unweighed = {"probability": 0.0, "reasons": [], "weighed": 0, "came": OFFICER, "arose": clock()}
        pair, _ = Pair.objects.get_or_create(one_id=first, other_id=second, defaults=unweighed)
        if pair.state not in Pair.WAITING:
            pair.state, pair.turn = State.OPEN, pair.turn + 1
            pair.save(update_fields=["state", "turn"])
        _note(pair, acts.PROPOSES, {}, by, clock)
    return pair


def decide(pair: Pair, verdict: Verdict, by: By, office: str, seen: str, clock: Clock) -> Pair:
    """Decide about a pair, for an office; ``seen`` is the version (:attr:`Pair.version`) that the officer read.

    Raises:
        NotADecision: it has no reason, or the officer registered both records.
        Overtaken: somebody decided or changed a record meanwhile.
        AlreadyJoined: both are joined already.

    """
    with transaction.atomic():
        now = _locked(pair, seen)
        decision = _decision(now, verdict, by)
        if now.other_id in joined_with(now.one_id):
            raise AlreadyJoined(gettext("These records are one person’s already. Undo that first."))
        state, verb = OUTCOMES[verdict]
        _write(now, state, verb, by, office, clock)
        if may_merge(decision):
            _settle(joined_with(now.one_id))
    return now


def corrections(pair: Pair) -> list[Correction]:
    """What was corrected in either record since they were joined, in the order of time."""
    sides = _sides(pair)
    lines = [
        (line, number)
        for number in sides[0] | sides[1]
        for line in registry.history_of(Person.objects.get(pk=number))
        if pair.decided and line.at >= pair.decided and line.verb == acts.CORRECTS and line.told
    ]
    ordered = sorted(lines, key=lambda each: (each[0].at, each[1], each[0].number))
    return [_correction(at, number, line, sides) for at, (line, number) in enumerate(ordered, 1)]


def undo(pair: Pair, placed: Mapping[int, Place], by: By, office: str, seen: str, clock: Clock) -> Pair:
    """Part two records again; ``placed`` says where each correction without a side belongs (:func:`corrections`).

    ``seen`` is the version (:func:`version_of`) of everything that parts, as the officer read it.

    Raises:
        NotADecision: a correction is placed nowhere, or what comes of it is no record.
        Overtaken: they are not joined any more, or somebody changed a record meanwhile.

    """
    with transaction.atomic():
        now = _locked(pair, seen, version_of)
        if now.state != State.MERGED:
            raise Overtaken(gettext("These records are not joined. Nothing was undone."))
        one, other = _sides(now)
        made = corrections(now)
        _write(now, State.UNDONE, acts.SEPARATES, by, office, clock)
        _restore(parted(_fields(one | other), targets(now), made, placed), by, now, clock)
        reopened = Q(one__in=one, other__in=other) | Q(one__in=other, other__in=one)
        Pair.objects.filter(reopened, state=State.SETTLED).update(state=State.OPEN)
    return now


def joined_with(number: str, without: int = 0) -> set[str]:
    """The numbers of all records that are one person's with this one, itself included."""
    found, new = {number}, {number}
    while new:
        edges = Pair.objects.filter(Q(one__in=new) | Q(other__in=new), state=State.MERGED).exclude(pk=without)
        new = {each for edge in edges.values_list("one_id", "other_id") for each in edge} - found
        found |= new
    return found


def version_of(pair: Pair) -> str:
    """The version of a pair and of all records that are joined by way of it: their corrections part too."""
    others = set.union(*_sides(pair)) - {pair.one_id, pair.other_id}
    changed = Person.objects.filter(pk__in=others).order_by("pk").values_list("changed", flat=True) if others else ()
    return ".".join([pair.version, *map(str, changed)])


def told_of(pair: Pair) -> list[Told]:
    """Every decision about a pair, the latest first."""
    return [
        Told(line.at, line.verb, line.told.about.get("office", ""), line.told.why)
        for line in registry.history_of(pair.one)
        if line.verb in acts.ABOUT_PAIRS and line.what == pair.other_id and line.told
    ]


def targets(pair: Pair) -> dict[str, str]:
    """For each record of either side the one of the two to which a correction would go from it."""
    one, other = _sides(pair)
    return dict.fromkeys(one, pair.other_id) | dict.fromkeys(other, pair.one_id)


def without_side(pair: Pair) -> list[Correction]:
    """The corrections of which somebody must say whose they are before the merge can be undone."""
    return asked(corrections(pair))


def _decision(pair: Pair, verdict: Verdict, by: By) -> Decision:
    try:
        return Decision(pair.one_id, pair.other_id, verdict, by.why, by.number, _registered_by(pair))
    except NotADecision as refused:
        raise NotADecision(gettext(str(refused))) from None


# ---- writing ---------------------------------------------------------------------------------------------------------


def _locked(pair: Pair, seen: str, version: Callable[[Pair], str] = attrgetter("version")) -> Pair:
    list(Person.objects.select_for_update().filter(pk__in=[pair.one_id, pair.other_id]).order_by("pk"))
    now = Pair.objects.select_for_update().filter(pk=pair.pk).first()
    if now is None or version(now) != seen:
        raise Overtaken(gettext("Somebody decided about this pair, or changed a record, meanwhile. Read it again."))
    return now


def _write(pair: Pair, state: str, verb: str, by: By, office: str, clock: Clock) -> None:
    """Write the state, and the entry over both numbers: each record's journal says it, sealed with its own key."""
    pair.state, pair.decided, pair.turn = state, clock(), pair.turn + 1
    pair.save(update_fields=["state", "decided", "turn"])
    weighed = {"probability": f"{pair.probability:.3f}", "model": pair.model} if pair.reasons else {}
    _note(pair, verb, {"office": office, **weighed}, by, clock)


def _note(pair: Pair, verb: str, about: dict[str, str], by: By, clock: Clock) -> None:
    for person, other in ((pair.one, pair.other_id), (pair.other, pair.one_id)):
        registry.note(person, verb, other, about, by, clock)


def _settle(numbers: Collection[str]) -> None:
    """Take pairs within one person off the queue: there is nothing left to decide about them."""
    waiting = Pair.objects.filter(one__in=numbers, other__in=numbers, state__in=Pair.WAITING)
    waiting.update(state=State.SETTLED)


def _restore(changed: Mapping[str, Mapping[str, str]], by: By, pair: Pair, clock: Clock) -> None:
    for number, fields in sorted(changed.items()):
        person = Person.objects.get(pk=number)
        record = records_of([person])[number]
        try:
            fresh = acts.applied(record, fields)
        except (msgspec.ValidationError, ValueError) as wrong:
            message = gettext("Placed so, a record would contradict itself: %(what)s. Place a correction elsewhere.")
            raise NotADecision(message % {"what": str(wrong).rstrip(".")}) from None
        registry.correct(person, fresh, by, person.changed, clock, {"undone": str(pair.pk)})


# ---- reading ---------------------------------------------------------------------------------------------------------


def _sides(pair: Pair) -> tuple[set[str], set[str]]:
    return joined_with(pair.one_id, pair.pk), joined_with(pair.other_id, pair.pk)


def _fields(numbers: Iterable[str]) -> dict[str, dict[str, str]]:
    kept = records_of(Person.objects.filter(pk__in=list(numbers)))
    return {number: acts.fields_of(record) for number, record in kept.items()}


def _correction(at: int, number: str, line: Line, sides: tuple[set[str], set[str]]) -> Correction:
    told = line.told or acts.Told("")
    said_of = set(told.about.get("joined", "").split())
    stay_joined = sides[0] & sides[1]  # by way of another record: then nothing parts, and nothing is asked
    as_one = bool(said_of & sides[0]) and bool(said_of & sides[1]) and not stay_joined
    return Correction(number, at, told.changes, as_one)


def _registered_by(pair: Pair) -> frozenset[str]:
    """Who registered each; nothing is known of whoever came with a case, and then nobody registered both."""
    lines = [registry.history_of(person) for person in (pair.one, pair.other)]
    first = [next((line for line in each if line.verb == acts.REGISTERS), None) for each in lines]
    return frozenset(line.who if line else "" for line in first)
