"""Searches people by name, in memory only; every search is logged with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from django.db.models import Max
from rapidfuzz import fuzz, utils

from safeconduct.people.web.models import Person, Search
from safeconduct.people.web.reading import records_of
from safeconduct.shell.clock import Clock, current
from safeconduct.shell.models import Account

MOST = 50
LIKELY = 80.0


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who was found: number, name, how alike the names are (0 to 1)."""

    person: str
    called: str
    likeness: float


class _Index:
    """The names of everybody, kept in memory and brought up to date by the counter of changes."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        self._seen = 0
        self._lock = Lock()

    def names(self) -> dict[str, list[str]]:
        """Names by number, as they are now."""
        with self._lock:
            latest = Person.objects.aggregate(latest=Max("changed"))["latest"] or 0
            if latest != self._seen:
                self._refresh(latest)
            return dict(self._names)

    def _refresh(self, latest: int) -> None:
        rows = list(Person.objects.filter(changed__gt=self._seen))
        known = records_of(rows)
        for row in rows:
            self._names.pop(row.id, None)
            if row.id in known:
                self._names[row.id] = [name.whole for name in known[row.id].names]
        self._seen = latest


INDEX = _Index()


def search(text: str, account: Account, why: str, clock: Clock = current) -> list[Hit]:
    """Find people by name, the likeliest first; the search is logged, its text is not."""
    hits = [
        hit for number, names in INDEX.names().items() if (hit := _hit(number, names, text)).likeness >= LIKELY / 100
    ]
    hits.sort(key=lambda hit: (-hit.likeness, hit.called, hit.person))
    Search.objects.create(account=account, at=clock(), why=why[:300], found=len(hits))
    return hits[:MOST]


def _hit(number: str, names: list[str], text: str) -> Hit:
    scores = [(fuzz.token_set_ratio(text, name, processor=utils.default_process), name) for name in names]
    score, name = max(scores, default=(0.0, ""))
    return Hit(number, name, score / 100)
