"""Keys: one for each person and purpose, kept wrapped and apart; destroyed, nothing they sealed is read again."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.journal.web import checking, keys, models, reading, sealing
from safeconduct.journal.web.writing import Addition, KeyDestroyed, append
from tests.journal.making import ACT, case_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BARE = msgspec.structs.replace(ACT, commitment="")


def clock() -> datetime:
    return NOW


def write(*additions: Addition) -> list[bytes]:
    with transaction.atomic():
        return append(additions, clock)


def said(case: bytes) -> list[bytes | None]:
    return reading.opened(reading.entries([case])[case])


def test_a_person_has_one_key_of_each_purpose() -> None:
    work = keys.keys_for("work", ["person 1", "person 2", "person 1"])
    health = keys.keys_for("health", ["person 1"])
    assert len({*work.values(), *health.values()}) == 3
    assert keys.keys_for("work", ["person 1"]) == {"person 1": work["person 1"]}
    held = keys.key_of([*work.values(), *health.values(), "unknown"])
    assert len(set(held.values())) == 3


def test_no_key_stands_in_the_open_and_none_beside_the_data() -> None:
    number = keys.keys_for("work", ["person 1"])["person 1"]
    (key,) = keys.key_of([number]).values()
    assert key not in bytes(models.Key.objects.get(number=number).wrapped)
    assert "journal_key" not in connection.introspection.table_names()
    assert {"journal_entry", "journal_payload"}.isdisjoint(connections["keys"].introspection.table_names())


def test_whoever_is_erased_cannot_be_read_and_the_journal_still_holds() -> None:
    one, other = keys.keys_for("work", ["person 1", "person 2"]).values()
    write(
        Addition(case_of(1), 0, BARE, one, b"mine"),
        Addition(case_of(1), 0, BARE, other, b"ours"),
        Addition(case_of(2), 0, BARE, one, b"mine too"),
    )
    keys.destroy(one, clock)
    assert said(case_of(1)) == [None, b"ours"]
    assert said(case_of(2)) == [None]
    assert keys.listed() == {one}
    assert [bytes(key.wrapped) for key in models.Key.objects.filter(number=one)] == [b""]
    sealing.seal(clock)
    assert checking.check(connection, sealing.public_key()).findings == ()
    with pytest.raises(KeyDestroyed):
        write(Addition(case_of(1), 2, BARE, one, b"more"))
    assert keys.keys_for("work", ["person 1"]) == {"person 1": one}, "a destroyed key must not be drawn anew"
    assert keys.key_of([one]) == {}


@pytest.mark.skipif("SAFECONDUCT_TEST_DB" in os.environ, reason="PostgreSQL clears rows when it is vacuumed")
def test_nothing_of_a_destroyed_key_is_left_in_the_files() -> None:
    number = keys.keys_for("work", [f"person {n}" for n in range(50)])["person 7"]
    wrapped = bytes(models.Key.objects.get(number=number).wrapped)
    base = Path(connections["keys"].settings_dict["NAME"])
    files = [base, base.with_name(base.name + "-wal")]
    assert any(wrapped in file.read_bytes() for file in files)
    keys.destroy(number, clock)
    assert not any(wrapped in file.read_bytes() for file in files)


def test_destroying_twice_is_destroying_once() -> None:
    number = keys.keys_for("work", ["person 1"])["person 1"]
    keys.destroy(number, clock)
    keys.destroy(number, clock)
    assert reading.heads([keys.CHAIN])[keys.CHAIN][0] == 1
    assert list(reading.cases()) == [[]]


def test_a_key_goes_only_when_the_journal_says_so_for_good() -> None:
    number = keys.keys_for("work", ["person 1"])["person 1"]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keys.destroy(number, clock)
        raise ZeroDivisionError
    assert number in keys.key_of([number])
    assert keys.listed() == set()


def test_keys_are_made_and_read_set_wise() -> None:
    counts = []
    for many in (1, 500):
        with CaptureQueriesContext(connections["keys"]) as captured:
            numbers = keys.keys_for("work", [f"person {many} {n}" for n in range(many)])
            keys.key_of(numbers.values())
        counts.append(len([query for query in captured if "journal_key" in query["sql"]]))
    assert counts[0] == counts[1] == 3
