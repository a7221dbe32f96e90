"""A journal in memory: entries of several cases, the checkpoints over them, and acknowledgements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from safeconduct.journal import checkpoint as sealing
from safeconduct.journal.checkpoint import Checkpoint
from safeconduct.journal.entry import NO_LINK, Act, Entry, encode, link_of
from safeconduct.journal.naming import PLACE, Row
from safeconduct.journal.receipt import Receipt
from safeconduct.journal.tree import Edge, extend, inclusion_proof, nodes_of, root_of

PRIVATE = bytes(range(32))
NAME = "example.org/journal"
KEY = sealing.key_of(NAME, PRIVATE)
START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
ACT = Act(
    who="9d2e", role="applicant", purpose="work", verb="file", legal_time="2027-01-11", clock="server",
    procedure="cz/employee-card", version="ab" * 32, commitment="cd" * 32, source="portal",
)  # fmt: skip


class Journal:
    """A source of entries that tests may tamper with: rows are plain and may be replaced."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.stored = list(rows)

    def size(self) -> int:
        return max((row.position for row in self.stored), default=-1) + 1

    def plain(self, first: int, count: int) -> list[tuple[bytes, bytes]] | None:
        rows = self.rows(first, count)
        if [row.position for row in rows] != list(range(first, first + count)):
            return None
        if any(row.place != row.data[PLACE] for row in rows):
            return None
        return [(row.data, row.link) for row in rows]

    def rows(self, first: int, count: int) -> list[Row]:
        if [row.position for row in self.stored] == list(range(len(self.stored))):
            return self.stored[first : first + count]
        rows = [row for row in self.stored if first <= row.position < first + count]
        return sorted(rows, key=lambda row: row.position)

    def at(self, place: bytes) -> Row | None:
        return next((row for row in self.stored if row.place == place), None)

    def linked(self, link: bytes) -> Row | None:
        return next((row for row in self.stored if row.link == link), None)


def case_of(number: int) -> bytes:
    """Return the sixteen bytes of a case."""
    return number.to_bytes(16, "big")


def row_of(position: int, entry: Entry) -> Row:
    """Store an entry."""
    data = encode(entry)
    return Row(position, data[PLACE], link_of(data), data)


def journal_of(count: int, cases: int = 3) -> Journal:
    """Write entries in turn for some cases, a second apart."""
    heads: dict[bytes, bytes] = {}
    rows = []
    for position in range(count):
        case, number = case_of(position % cases), position // cases + 1
        written = START + timedelta(seconds=position)
        rows.append(row_of(position, Entry(heads.get(case, NO_LINK), case, number, written, ACT)))
        heads[case] = rows[-1].link
    return Journal(rows)


def edge_of(journal: Journal, size: int | None = None) -> Edge:
    """Return the edge over the first entries."""
    return extend(Edge(), [row.link for row in journal.stored[:size]])


def checkpoint_of(journal: Journal, size: int) -> Checkpoint:
    """Return the checkpoint of the first entries, at the second after the last of them."""
    return Checkpoint(NAME, size, root_of(edge_of(journal, size)), START + timedelta(seconds=size))


def receipt_of(journal: Journal, position: int, size: int) -> Receipt:
    """Acknowledge an entry in the tree of a size."""
    links = [row.link for row in journal.stored[:size]]
    proof = inclusion_proof(nodes_of(links), position, size)
    return Receipt(links[position], position, proof, sealing.sign(checkpoint_of(journal, size), PRIVATE))
