"""Searches people by name or earlier number, in memory only; every search is logged with its reason.

The index is made of decrypted names when it is first asked, one for each purpose, and follows what any process changes:
before a search the counter of changes is read, and records with a later number are read anew. Nothing of it is ever
written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from safeconduct.people import person as records
from safeconduct.people.searching import Index
from safeconduct.people.web.actions import NoReason
from safeconduct.people.web.models import Counter, Pair, Person, Search
from safeconduct.people.web.reading import records_of
from safeconduct.shell.clock import Clock, current
from safeconduct.shell.models import Account

MOST = 50
AT_ONCE = 2_000
"""So many records are opened at once while the index is made, so that their memory stays small."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who was found: number, name, how alike the names are (1 for an earlier number), and the record."""

    person: str
    called: str
    likeness: float
    record: records.Person
    joined: tuple[tuple[str, str], ...] = ()
    """The other records that an officer joined with this one: they are one person's. Number and name."""


class Names:
    """The index of one purpose, kept up to date by the counter of changes. Several threads may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._index = Index()
        self._era, self._seen = "", 0

    def current(self) -> Index:
        """Bring the index up to date and return it; one query where nothing changed."""
        with self._lock:
            counter = Counter.objects.filter(pk=1).values_list("era", "changes").first()
            era, latest = counter or ("", 0)
            if era != self._era or latest < self._seen:
                self._index, self._era, self._seen = Index(), era, 0
            if latest > self._seen:
                for number, record in self._changed():
                    self._take(number, record)
                self._seen = latest
            return self._index

    def _changed(self) -> Iterator[tuple[str, records.Person | None]]:
        after = ""
        while True:
            rows = list(Person.objects.filter(changed__gt=self._seen, pk__gt=after).order_by("pk")[:AT_ONCE])
            if not rows:
                return
            known = records_of(rows)
            yield from ((row.pk, known.get(row.pk)) for row in rows)
            after = rows[-1].pk

    def _take(self, number: str, record: records.Person | None) -> None:
        if record is None:
            self._index.remove(number)
        else:
            names = (name.whole for name in record.names)
            numbers = (*record.old_numbers, record.registered_as)
            self._index.add(number, names, numbers, record.born)


_KEPT: dict[str, Names] = {}
_KEPT_LOCK = Lock()


def names() -> Names:
    """The index of this instance's purpose."""
    with _KEPT_LOCK:
        return _KEPT.setdefault(settings.PURPOSE, Names())


def search(text: str, account: Account, why: str, clock: Clock = current, born: str = "") -> list[Hit]:
    """Find people by an earlier number or by name, the likeliest first; the search is logged, its text is not.

    Raises:
        NoReason: nothing says why.

    """
    if not why.strip():
        raise NoReason
    index = names().current()
    found = dict.fromkeys(index.numbered(text), 1.0)
    for each in index.search(text, MOST, born):
        found.setdefault(each.person, each.score)
    with transaction.atomic():
        Search.objects.create(account=account, at=clock(), why=why[:300], found=len(found))
    shown = list(found)[:MOST]
    joined = joined_of(shown)
    known = records_of(Person.objects.filter(pk__in={*shown, *(each for others in joined.values() for each in others)}))
    return [
        Hit(each, known[each].called, found[each], known[each], _called(joined.get(each, ()), known))
        for each in shown
        if each in known
    ]


def joined_of(numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each record that is joined with others, the others: a query more for each link of the longest chain."""
    asked, edges = list(numbers), set[tuple[str, str]]()
    seen = new = set(asked)
    while new:
        pairs = Pair.objects.filter(Q(one__in=new) | Q(other__in=new), state=Pair.State.MERGED)
        found = set(pairs.values_list("one_id", "other_id"))
        edges |= found
        new = {each for edge in found for each in edge} - seen
        seen = seen | new
    groups = {number: {number} for edge in edges for number in edge}
    for one, other in edges:
        whole = groups[one] | groups[other]
        groups.update(dict.fromkeys(whole, whole))
    return {each: tuple(sorted(groups[each] - {each})) for each in asked if each in groups}


def _called(numbers: Iterable[str], known: dict[str, records.Person]) -> tuple[tuple[str, str], ...]:
    return tuple((number, known[number].called) for number in numbers if number in known)
