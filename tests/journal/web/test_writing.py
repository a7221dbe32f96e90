"""Writing: all or nothing, set-wise, after what was seen, never before what was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.journal.entry import NO_LINK, link_of
from safeconduct.journal.payload import commitment
from safeconduct.journal.web import keys, models, reading
from safeconduct.journal.web.writing import Addition, ClockSetBack, KeyDestroyed, Overtaken, append
from tests.journal.making import ACT, case_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BARE = msgspec.structs.replace(ACT, commitment="")


def clock() -> datetime:
    return NOW


def write(additions: Sequence[Addition], now: datetime = NOW) -> list[bytes]:
    with transaction.atomic():
        return append(additions, lambda: now)


def test_entries_follow_one_another_and_are_read_as_they_were_written() -> None:
    key = keys.keys_for("work", ["person 1"])["person 1"]
    links = write([Addition(case_of(1), 0, BARE, key, b"said"), Addition(case_of(1), 0, BARE)])
    links += write([Addition(case_of(1), 2, BARE), Addition(case_of(2), 0, BARE, key, b"")])
    found = reading.entries([case_of(2), case_of(1), case_of(3)])
    assert list(found) == [case_of(2), case_of(1)]
    first, second, third = found[case_of(1)]
    assert [kept.number for kept in (first, second, third)] == [1, 2, 3]
    assert [kept.entry.previous for kept in (first, second, third)] == [NO_LINK, first.link, second.link]
    assert [first.link, second.link, third.link, found[case_of(2)][0].link] == links
    assert first.entry.act.commitment == commitment(first.sealed)
    assert reading.opened([first, second, found[case_of(2)][0]]) == [b"said", None, b""]
    assert reading.heads([case_of(1), case_of(9)]) == {case_of(1): (3, third.link)}
    assert list(reading.cases()) == [[case_of(1), case_of(2)]]


def test_whoever_has_not_seen_the_last_entry_writes_nothing() -> None:
    write([Addition(case_of(1), 0, BARE)])
    with pytest.raises(Overtaken) as raised:
        write([Addition(case_of(2), 0, BARE), Addition(case_of(1), 0, BARE)])
    assert (raised.value.case, raised.value.after, raised.value.now) == (case_of(1), 0, 1)
    assert models.Entry.objects.count() == 1


def test_a_link_that_was_just_read_is_not_read_again() -> None:
    (first,) = write([Addition(case_of(1), 0, BARE, previous=NO_LINK)])
    with CaptureQueriesContext(connection) as read:
        write([Addition(case_of(1), 1, BARE)])
    (_, last) = reading.entries([case_of(1)])[case_of(1)]
    with CaptureQueriesContext(connection) as known:
        write([Addition(case_of(1), 2, BARE, previous=last.link)])
    assert len(known) == len(read) - 1
    assert [kept.entry.previous for kept in reading.entries([case_of(1)])[case_of(1)]] == [NO_LINK, first, last.link]


def test_a_link_that_is_no_longer_the_last_one_writes_nothing() -> None:
    (first,) = write([Addition(case_of(1), 0, BARE)])
    write([Addition(case_of(1), 1, BARE)])
    with pytest.raises((Overtaken, IntegrityError)):
        write([Addition(case_of(2), 0, BARE), Addition(case_of(1), 1, BARE, previous=first)])
    assert models.Entry.objects.count() == 2


def test_a_clock_set_back_writes_nothing() -> None:
    write([Addition(case_of(1), 0, BARE)])
    with pytest.raises(ClockSetBack, match="Set the clock"):
        write([Addition(case_of(2), 0, BARE)], NOW - timedelta(seconds=61))
    assert models.Entry.objects.count() == 1


def test_two_machines_may_differ_by_less_than_a_minute() -> None:
    write([Addition(case_of(1), 0, BARE)])
    write([Addition(case_of(2), 0, BARE)], NOW - timedelta(seconds=59))
    assert models.Entry.objects.count() == 2


def test_nothing_is_sealed_for_whom_the_key_was_destroyed() -> None:
    key = keys.keys_for("work", ["person 1"])["person 1"]
    models.Key.objects.filter(number=key).update(wrapped=b"", destroyed=NOW)
    with pytest.raises(KeyDestroyed, match=key):
        write([Addition(case_of(1), 0, BARE, key, b"said")])
    assert models.Entry.objects.count() == 0


def test_the_number_of_queries_does_not_grow() -> None:
    numbers = list(keys.keys_for("work", [f"person {n}" for n in range(1000)]).values())
    counts = []
    for first, many in ((0, 1), (1, 1000)):
        additions = [Addition(case_of(first + n), 0, BARE, numbers[n], b"said") for n in range(many)]
        with CaptureQueriesContext(connection) as captured:
            write(additions)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


def test_a_call_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="inside transaction"):
        append([Addition(case_of(1), 0, BARE)], clock)


def test_links_are_hashes_of_what_is_kept() -> None:
    (link,) = write([Addition(case_of(1), 0, BARE)])
    assert [link_of(bytes(entry.data)) for entry in models.Entry.objects.all()] == [link]
