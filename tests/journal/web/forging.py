"""What somebody who owns the database file can do to it, with plain SQL: by hand, or with all hashes made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec

from safeconduct.journal.entry import NO_LINK, Entry, decode, encode, link_of
from safeconduct.journal.naming import PLACE
from safeconduct.journal.tree import Edge, extend

Rows = list[tuple[bytes, bytes]]
"""Place and bytes of entries, in the order of the tree."""


def rows_of(file: Path) -> Rows:
    """Read all entries."""
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT place, data FROM journal_entry ORDER BY position").fetchall()


def replace_all(file: Path, rows: Sequence[tuple[bytes, bytes]]) -> None:
    """Put these entries in the place of all others, with links and edge made anew."""
    links = [link_of(data) for _, data in rows]
    edge = extend(Edge(), links)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM journal_entry")
        database.executemany(
            "INSERT INTO journal_entry (position, place, link, data) VALUES (?, ?, ?, ?)",
            [(i, place, link, data) for i, ((place, data), link) in enumerate(zip(rows, links, strict=True))],
        )
        database.execute("UPDATE journal_edge SET size = ?, roots = ?", (edge.size, b"".join(edge.roots)))


def chained(entries: Sequence[Entry]) -> Rows:
    """Number and chain entries anew, as if they had been written in this order."""
    ends: dict[bytes, tuple[int, bytes]] = {}
    rows = []
    for entry in entries:
        number, previous = ends.get(entry.case, (0, NO_LINK))
        data = encode(entry._replace(number=number + 1, previous=previous))
        ends[entry.case] = (number + 1, link_of(data))
        rows.append((data[PLACE], data))
    return rows


def other(entry: Entry) -> Entry:
    """Say another thing in an entry."""
    return entry._replace(act=msgspec.structs.replace(entry.act, verb="refuse"))


def earlier(entry: Entry) -> Entry:
    """Date an entry back by a month."""
    return entry._replace(written=entry.written - timedelta(days=30))


def swapped(entries: list[Entry], at: int) -> list[Entry]:
    """Swap an entry with another of its case: the next one, or the one before where there is none."""
    case = entries[at].case
    places = [i for i, entry in enumerate(entries) if entry.case == case]
    index = places.index(at)
    with_ = places[index + 1] if index + 1 < len(places) else places[index - 1]
    result = list(entries)
    result[at], result[with_] = entries[with_], entries[at]
    return result


Forgery = Callable[[list[Entry], int], list[Entry]]
FORGERIES: dict[str, Forgery] = {
    "changed": lambda entries, at: [*entries[:at], other(entries[at]), *entries[at + 1 :]],
    "dropped": lambda entries, at: [*entries[:at], *entries[at + 1 :]],
    "reordered": swapped,
    "inserted": lambda entries, at: [*entries[:at], other(entries[at]), *entries[at:]],
    "back-dated": lambda entries, at: [*entries[:at], earlier(entries[at]), *entries[at + 1 :]],
}


def by_hand(file: Path, forgery: str, at: int) -> None:
    """Forge one entry and its own link and place in the tree, and leave those that follow as they are."""
    rows = rows_of(file)
    entries = [decode(data) for _, data in rows]
    forged = FORGERIES[forgery](entries, at)
    if forgery == "inserted":
        # Place and link of the next entry are taken: the one who inserts needs a number that nobody has.
        forged[at] = forged[at]._replace(number=1000, previous=link_of(rows[at][1]))
    replace_all(file, [(data[PLACE], data) for data in map(encode, forged)])


def with_all_hashes(file: Path, forgery: str, at: int) -> None:
    """Forge an entry and make anew all that follows from it: numbers, links, places, edge."""
    entries = [decode(data) for _, data in rows_of(file)]
    replace_all(file, chained(FORGERIES[forgery](entries, at)))


def without_checkpoints(file: Path) -> None:
    """Remove what was signed, which nobody can make anew without the key."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM journal_checkpoint")
