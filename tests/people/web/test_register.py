"""The register of people: sealed, searched, read for a reason, erased."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count

import msgspec
import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.journal import payload
from safeconduct.journal.web import keys
from safeconduct.people.fields import fields
from safeconduct.people.person import Contact, Name, Person
from safeconduct.people.representation import Representation as Said
from safeconduct.people.representation import who_receives
from safeconduct.people.web import actions, models, reading, searching
from safeconduct.people.web.actions import Erased, NoReason
from safeconduct.shell.models import Account

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
NOW = datetime(2027, 1, 13, 9, 0, tzinfo=UTC)
WHY = "asked by telephone"
AMINA = Person(
    "person",
    (Name("Amina Yusuf"), Name("أمينة يوسف", use="transliteration")),
    born="1990-04-17",
    nationalities=("SOM",),
    contact=Contact(email="amina@example.org"),
    old_numbers=("OAM-77/2020",),
)
FIRM = Person("organisation", (Name("Ocelárny Kladno"),), registered_as="12345678")


def clock() -> datetime:
    return NOW


def person(name: str) -> Person:
    return Person("person", (Name(name),))


@pytest.fixture
def officer() -> Account:
    return Account.objects.create_user("officer@example.org", name="Officer")


def found(officer: Account, text: str, born: str = "") -> list[str]:
    return [hit.person for hit in searching.search(text, officer, WHY, clock, born)]


# ---- keeping ---------------------------------------------------------------------------------------------------------


def test_a_record_is_read_back_and_nothing_of_it_stands_in_the_tables(officer: Account) -> None:
    row = actions.register(AMINA)
    assert reading.records_of([row]) == {row.id: AMINA}
    actions.note_reading([row], officer, WHY, "people:person", clock)
    searching.search("Amina Yusuf", officer, WHY, clock)
    kept = all_rows()
    for word in ("Amina", "Yusuf", "يوسف", "1990", "SOM", "amina@example.org", "OAM", "77/2020"):
        assert word.encode() not in kept
    assert row.id.encode() in kept


def all_rows() -> bytes:
    """Every value of every table of this room and of the keys, as one text."""
    parts = []
    for model in [*apps.get_app_config("people").get_models(), apps.get_model("journal", "Key")]:
        for row in model._default_manager.values_list():
            parts += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"|".join(parts)


def test_numbers_are_random_and_the_key_is_that_of_this_purpose() -> None:
    first, second = actions.register_all([(AMINA, None), (AMINA, None)])
    assert first.id != second.id
    assert len(first.id) == 32
    assert first.key == payload.key_number(keys.secret("migration"), first.id)
    assert first.key != payload.key_number(keys.secret("protection"), first.id)
    assert bytes(first.sealed or b"") != bytes(second.sealed or b"")


def test_a_sealed_record_cannot_be_put_under_another_number() -> None:
    first, second = actions.register_all([(AMINA, None), (FIRM, None)])
    first.sealed = second.sealed
    with pytest.raises(payload.Unreadable):
        reading.records_of([first])


@pytest.mark.parametrize("many", [1, 40])
def test_reading_takes_one_query_of_the_keys_however_many(many: int) -> None:
    rows = actions.register_all([(person(f"Ana {number}"), None) for number in range(many)])
    with CaptureQueriesContext(connections["keys"]) as of_keys, CaptureQueriesContext(connection) as of_data:
        assert len(reading.records_of(models.Person.objects.filter(pk__in=[row.pk for row in rows]))) == many
    assert (len(of_keys), len(of_data)) == (1, 1)


def test_all_are_registered_or_none() -> None:
    numbers = count()

    def draw(length: int) -> bytes:
        if next(numbers) > 4:
            raise OSError("no more randomness")
        return bytes(length)

    with pytest.raises(OSError, match="randomness"):
        actions.register_all([(AMINA, None), (FIRM, None)], draw)
    assert not models.Person.objects.exists()


def test_a_change_replaces_the_record(officer: Account) -> None:
    row = actions.register(AMINA)
    changed = msgspec.structs.replace(AMINA, names=(Name("Amina Ali"), Name("Amina Yusuf", use="former")))
    actions.change(row, changed)
    assert reading.records_of([models.Person.objects.get()]) == {row.id: changed}
    assert found(officer, "Amina Ali") == [row.id]
    assert found(officer, "Amina Yusuf") == [row.id]


def test_an_account_signs_in_as_a_person(officer: Account) -> None:
    row = actions.register(AMINA, officer)
    assert list(officer.persons.all()) == [row]
    actions.open_to(row, None)
    assert not officer.persons.exists()
    assert row.account_id is None


# ---- searching -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Amina Yusuf", "Youssef Amina", "أمينة يوسف", "امينه يوسف", "OAM-77/2020", "oam 77 2020"]
)
def test_a_person_is_found_by_variant_and_by_old_number(officer: Account, text: str) -> None:
    row = actions.register(AMINA)
    actions.register(person("Peter Novák"))
    hits = searching.search(text, officer, WHY, clock)
    assert [hit.person for hit in hits] == [row.id]
    assert hits[0].called == "Amina Yusuf"
    assert hits[0].record == AMINA


def test_an_organisation_is_found_by_its_registered_number(officer: Account) -> None:
    row = actions.register(FIRM)
    assert found(officer, "123 456 78") == [row.id]
    assert found(officer, "Ocelarny Kladno") == [row.id]


def test_a_search_is_logged_without_its_text(officer: Account) -> None:
    actions.register(AMINA)
    searching.search("Amina Yusuf", officer, WHY, clock)
    logged = models.Search.objects.get()
    assert (logged.account, logged.at, logged.why, logged.found) == (officer, NOW, WHY, 1)


@pytest.mark.parametrize("why", ["", "  "])
def test_nobody_searches_or_reads_without_a_reason(officer: Account, why: str) -> None:
    row = actions.register(AMINA)
    with pytest.raises(NoReason):
        searching.search("Amina", officer, why, clock)
    with pytest.raises(NoReason):
        actions.note_reading([row], officer, why, "people:person", clock)
    assert not models.Search.objects.exists()
    assert not models.Reading.objects.exists()


def test_the_date_of_birth_tells_namesakes_apart(officer: Account) -> None:
    actions.register(msgspec.structs.replace(AMINA, born="1950"))
    younger = actions.register(AMINA)
    assert found(officer, "Amina Yusuf", "1990")[0] == younger.id


@pytest.mark.parametrize("many", [1, 30])
def test_a_search_asks_the_database_as_often_however_many_there_are(officer: Account, many: int) -> None:
    actions.register_all([(person("Amina Yusuf"), None) for _ in range(many)])
    assert len(found(officer, "Amina Yusuf")) == many
    with CaptureQueriesContext(connection) as asked, CaptureQueriesContext(connections["keys"]) as of_keys:
        assert len(found(officer, "Amina Yusuf")) == many
    statements = [query["sql"] for query in asked if query["sql"].split()[0] in ("SELECT", "INSERT")]
    # What changed in the index, the note of the search, pairs that were joined, and the records.
    assert (len(statements), len(of_keys)) == (4, 1)


def test_the_index_reads_only_what_changed(officer: Account) -> None:
    actions.register_all([(person(f"Ana {'abcdefghij'[n]}ovic"), None) for n in range(10)])
    names = searching.names()
    assert len(names.current()) == 10
    row = actions.register(AMINA)
    with CaptureQueriesContext(connections["keys"]) as of_keys:
        assert len(names.current()) == 11
    assert len(of_keys) == 1
    assert row.key in of_keys[0]["sql"]
    with CaptureQueriesContext(connection) as asked:
        names.current()
    assert len(asked) == 1


def test_a_change_that_was_rolled_back_is_not_found(officer: Account) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.register(AMINA)
        raise ZeroDivisionError
    assert found(officer, "Amina Yusuf") == []
    row = actions.register(AMINA)
    assert found(officer, "Amina Yusuf") == [row.id]


def test_a_restored_database_makes_the_index_anew(officer: Account) -> None:
    actions.register(AMINA)
    assert found(officer, "Amina Yusuf")
    models.Person.objects.all().delete()
    models.Counter.objects.all().delete()
    other = actions.register(person("Peter Novák"))
    assert found(officer, "Amina Yusuf") == []
    assert found(officer, "Peter Novak") == [other.id]


def test_the_indexes_of_two_purposes_are_two(officer: Account, settings: object) -> None:
    migration = searching.names()
    settings.PURPOSE = "protection"  # type: ignore[attr-defined]
    assert searching.names() is not migration


@pytest.fixture
def in_threads() -> Callable[[list[Callable[[], object]]], list[BaseException]]:
    """Run functions at once, each with connections of its own."""

    def run(acts: list[Callable[[], object]]) -> list[BaseException]:
        failed: list[BaseException] = []

        def one(act: Callable[[], object]) -> None:
            try:
                act()
            except BaseException as error:
                failed.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return failed

    return run


def test_many_register_and_search_at_once(
    officer: Account, in_threads: Callable[[list[Callable[[], object]]], list[BaseException]]
) -> None:
    def enter(number: int) -> None:
        row = actions.register(person(f"Amina {'abcdefgh'[number]}usufova"))
        assert row.id in found(officer, f"Amina {'abcdefgh'[number]}usufova")

    assert in_threads([lambda number=number: enter(number) for number in range(8)]) == []  # type: ignore[misc]
    assert len(searching.names().current()) == 8
    assert models.Counter.objects.get().changes == 8
    assert sorted(models.Person.objects.values_list("changed", flat=True)) == list(range(1, 9))


# ---- erasing ---------------------------------------------------------------------------------------------------------


def test_an_erased_person_is_found_no_more_and_cannot_be_read(officer: Account) -> None:
    row, other = actions.register_all([(AMINA, officer), (person("Amina Yusupova"), None)])
    before = models.Person.objects.get(pk=row.pk)
    lawyer = actions.register(person("Lea Lawyer"))
    actions.represent(Said(row.id, lawyer.id, "power of attorney", "both", date(2027, 1, 8)))
    actions.note_reading([other, row], Account.objects.create_user("two@example.org"), WHY, "people:person", clock)
    assert row.id in found(officer, "Amina Yusuf")
    actions.erase(row, clock)
    assert row.id not in found(officer, "Amina Yusuf")
    assert found(officer, "OAM-77/2020") == []
    assert reading.records_of([before]) == {}
    assert keys.key_of([row.key]) == {}
    kept = models.Person.objects.get(pk=row.pk)
    assert (kept.sealed, kept.account) == (None, None)
    assert list(models.Reading.objects.values_list("person", flat=True)) == [other.id]
    assert not models.Representation.objects.exists()


def test_nothing_is_written_about_somebody_who_was_erased(officer: Account) -> None:
    row = actions.register(AMINA)
    stale = models.Person.objects.get(pk=row.pk)
    actions.erase(row, clock)
    with pytest.raises(Erased, match="Register the person anew"):
        actions.change(stale, AMINA)
    with pytest.raises(Erased):
        actions.open_to(stale, officer)


def test_erasing_twice_changes_nothing() -> None:
    row = actions.register(AMINA)
    actions.erase(row, clock)
    actions.erase(row, clock)
    assert keys.listed() == {row.key}


# ---- who represents whom, and who looked -----------------------------------------------------------------------------


def test_a_representation_is_read_back_and_revoked() -> None:
    amina, lawyer = actions.register_all([(AMINA, None), (person("Lea Lawyer"), None)])
    said = Said(amina.id, lawyer.id, "power of attorney", "both", date(2027, 1, 8), "c" * 32, proof="paper 7")
    row = actions.represent(said)
    assert reading.representations_of([amina.id], b"\xcc" * 16) == (said,)
    assert reading.representations_of([amina.id]) == ()
    assert reading.mandates_of(lawyer.id) == (said,)
    actions.revoke(row, date(2027, 2, 1))
    held = reading.representations_of([amina.id], b"\xcc" * 16)
    assert who_receives(amina.id, "c" * 32, date(2027, 1, 31), held)[0].person == lawyer.id
    assert who_receives(amina.id, "c" * 32, date(2027, 2, 1), held)[0].person == amina.id
    actions.revoke(row, date(2027, 3, 1))
    assert row.revoked == date(2027, 2, 1)


def test_a_representation_revoked_before_it_began_never_held() -> None:
    amina, lawyer = actions.register_all([(AMINA, None), (person("Lea Lawyer"), None)])
    row = actions.represent(Said(amina.id, lawyer.id, "power of attorney", "both", date(2027, 1, 8)))
    actions.revoke(row, date(2027, 1, 1))
    (held,) = reading.representations_of([amina.id])
    assert not any(held.holds("", date(2027, 1, day)) for day in range(1, 31))


def test_nobody_is_represented_by_somebody_unknown() -> None:
    amina = actions.register(AMINA)
    with pytest.raises(models.Person.DoesNotExist, match="Register them first"):
        actions.represent(Said(amina.id, "f" * 32, "power of attorney", "both", date(2027, 1, 8)))


def test_readings_are_logged_once_in_a_quarter_of_an_hour_and_shown(officer: Account) -> None:
    row, own = actions.register_all([(AMINA, None), (person("Ota Officer"), officer)])
    assert actions.note_reading([row, own], officer, WHY, "people:person", clock) == 1
    assert actions.note_reading([row], officer, WHY, "people:person", lambda: NOW + timedelta(minutes=14)) == 0
    assert actions.note_reading([row], officer, "another reason", "cases:case", clock) == 1
    assert actions.note_reading([row], officer, WHY, "people:person", lambda: NOW + timedelta(minutes=16)) == 1
    shown = [(each.account, each.why, each.page) for each in reading.readings_of(row)]
    assert shown[0] == (officer, WHY, "people:person")
    assert len(shown) == 3
    assert not reading.readings_of(own).exists()


def test_the_columns_of_the_logs_are_those_that_have_a_purpose() -> None:
    register = fields()
    for group, model in {"reading": models.Reading, "search": models.Search}.items():
        columns = {field.name for field in model._meta.get_fields()} - {"id"}
        assert columns == set(register.groups()[group])
    columns = {field.name for field in models.Representation._meta.get_fields()} - {"id"}
    assert columns == set(register.representation)
