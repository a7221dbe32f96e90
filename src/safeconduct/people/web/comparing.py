"""Compares whoever came into the register with everybody known, beside the pages, and keeps the pairs for an officer.

There is one hook, and nobody can enter by another way: every record that is written takes the next number of the count
of changes, and the worker goes along that count. So a person who is registered on a page, by the interface, from a
device or with a case is compared within seconds, registering waits for nothing, and no web process holds the engine
that weighs. What is found is proposed; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet

from safeconduct.journal.web import reading as journal
from safeconduct.people import acts
from safeconduct.people.linkage.entry import Entry, entry_of
from safeconduct.people.linkage.model import card
from safeconduct.people.linkage.proposal import Proposal
from safeconduct.people.person import Person as Record
from safeconduct.people.web import searching
from safeconduct.people.web.models import Compared, Pair, Person
from safeconduct.people.web.reading import records_of
from safeconduct.shell.clock import Clock

MOST = 40
"""So many namesakes of each are weighed, the likeliest first."""
CASE, CORRECTION = "case", "correction"
"""Ways into the register that no entry of registration names."""


def compare_new(clock: Clock) -> int:
    """Compare the records that were written since the last time; return how many they were."""
    seen = Compared.objects.filter(pk=1).first() or Compared(pk=1)
    rows = _written_since(seen)
    if not rows:
        return 0
    coming = {number: record for number, record in records_of(rows).items() if record.kind == "person"}
    found = _proposed(coming) if coming else ()
    with transaction.atomic():
        if _moved_on(seen, rows[-1]):
            keep(found, clock())
    return len(rows)


def keep(found: Sequence[Proposal], now: datetime) -> None:
    """Keep proposals as open pairs. One that was decided stays so; one that waits gets its weights anew."""
    numbers = {number for each in found for number in (each.one, each.other)}
    changed = dict(Person.objects.filter(pk__in=numbers, sealed__isnull=False).values_list("pk", "changed"))
    ways = _ways(numbers)
    for each in found:
        if each.one in changed and each.other in changed:
            later = max((each.one, each.other), key=changed.__getitem__)
            _keep(each, changed[later], ways[later], now)


def weigh_again(_: Clock) -> int:
    """Weigh some pairs that wait and were weighed by an older model; return how many. What was decided stays so."""
    pairs = list(older().select_related("one", "other").order_by("pk")[: Compared.AT_ONCE])
    if not pairs:
        return 0
    from safeconduct.people.linkage.proposing import weighed  # noqa: PLC0415 - only workers load Arrow and DuckDB

    entries = {one.id: one for one in _entries(records_of([row for pair in pairs for row in (pair.one, pair.other)]))}
    found = {
        (each.one, each.other): each for each in weighed([(entries[p.one_id], entries[p.other_id]) for p in pairs])
    }
    for pair in pairs:
        fresh = _weights(found[pair.one_id, pair.other_id], max(pair.one.changed, pair.other.changed))
        Pair.objects.filter(pk=pair.pk, state__in=Pair.WAITING).update(**fresh)
    return len(pairs)


def older() -> QuerySet[Pair]:
    """The pairs that wait and that another model weighed than the one that runs."""
    waiting = Pair.objects.filter(state__in=Pair.WAITING, one__sealed__isnull=False, other__sealed__isnull=False)
    return waiting.exclude(model__in=("", card().model))


def _weights(each: Proposal, weighed: int) -> dict[str, object]:
    reasons = [[one.comparison, one.case, one.bits] for one in each.reasons]
    return {
        "probability": each.probability,
        "reasons": reasons,
        "model": card().model,
        "card": _card(),
        "weighed": weighed,
    }


def _keep(each: Proposal, weighed: int, came: str, now: datetime) -> None:
    weights = _weights(each, weighed)
    pair, is_new = Pair.objects.get_or_create(
        one_id=each.one, other_id=each.other, defaults={**weights, "came": came, "arose": now}
    )
    if not is_new:
        Pair.objects.filter(pk=pair.pk, state__in=Pair.WAITING).update(**weights)


def _written_since(seen: Compared) -> list[Person]:
    after = Q(changed__gt=seen.changed) | Q(changed=seen.changed, pk__gt=seen.person)
    return list(Person.objects.filter(after).order_by("changed", "pk")[: Compared.AT_ONCE])


def _moved_on(seen: Compared, last: Person) -> bool:
    """Note how far it went, unless another worker did so meanwhile."""
    Compared.objects.get_or_create(pk=1)
    since = Compared.objects.filter(pk=1, changed=seen.changed, person=seen.person)
    return bool(since.update(changed=last.changed, person=last.pk))


def _proposed(coming: dict[str, Record]) -> tuple[Proposal, ...]:
    from safeconduct.people.linkage.proposing import proposals  # noqa: PLC0415 - only workers load Arrow and DuckDB

    return proposals(_entries(coming), _entries(_known(coming)))


def _known(coming: dict[str, Record]) -> dict[str, Record]:
    """Everybody of the register whose name is like one of theirs."""
    index = searching.names().current()
    like = {
        found.person
        for record in coming.values()
        for name in record.names
        for found in index.search(name.whole, MOST, record.born)
    }
    return records_of(Person.objects.filter(pk__in=like - coming.keys(), kind="person"))


def _entries(records: dict[str, Record]) -> list[Entry]:
    return [entry_of(number, record) for number, record in records.items()]


def _ways(numbers: Iterable[str]) -> dict[str, str]:
    """How each came into the register last, from its own journal; whoever has none came with a case."""
    kept = journal.entries([bytes.fromhex(number) for number in numbers])
    ways = dict.fromkeys(numbers, CASE)
    for chain, entries in kept.items():
        said = [one.entry.act for one in entries if one.entry.act.verb in (acts.REGISTERS, acts.CORRECTS)]
        if said:
            ways[chain.hex()] = said[-1].source if said[-1].verb == acts.REGISTERS else CORRECTION
    return ways


@cache
def _card() -> str:
    return sha256(msgspec.json.encode(card())).hexdigest()
