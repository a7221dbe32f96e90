"""The worker of time: killed, asleep or twice there, it writes each limit once, with its legal day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from safeconduct.cases.signatures import NotAlone
from safeconduct.cases.web import actions, rebuild, silence, store
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.models import Case
from safeconduct.procedures.library import Library
from safeconduct.procedures.refusals import NotOffered
from tests.cases.web.making import FILED, OFFICER, WORKER, Hand, filed
from tests.faults.silent import AWAKE, CASES, ends_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
SECONDS = 300
ENDS = f"silence limit 2027-01-12 written {AWAKE}; silence limit 2027-01-18 written {AWAKE}"
"""The ministry did not invite, and nobody appeared; each with its day in law."""


@pytest.fixture
def clock() -> Hand:
    store.SHELF.clear()
    return Hand(FILED)


def in_processes(mode: str, folder: Path) -> dict[str, Any]:
    """What workers in processes of their own leave, in a database of their own."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SAFECONDUCT_")}
    told = {"SAFECONDUCT_DATA": str(folder / "data"), "SAFECONDUCT_SECRET_KEY": "only for tests"}
    if connection.vendor == "postgresql":
        for variable, base in (("SAFECONDUCT_DATABASE_URL", mode), ("SAFECONDUCT_KEYS_URL", f"{mode}_keys")):
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE silent_{base}")
            told[variable] = os.environ["SAFECONDUCT_DATABASE_URL"].replace("/postgres?", f"/silent_{base}?")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.silent", mode], env=clean | told, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("mode", ["killed", "together"])
def test_workers_who_are_killed_or_meet_write_each_limit_once(mode: str, tmp_path: Path) -> None:
    found = in_processes(mode, tmp_path)
    assert (found["findings"], found["differences"]) == ([], [])
    ((ends, times),) = found["ends"]
    assert times == CASES
    assert ends == ENDS
    assert found["kills"] >= (3 if mode == "killed" else 0), "nobody was killed in the middle"


def test_two_workers_at_once_in_one_process(clock: Hand) -> None:
    cases = [filed(clock).file.id for _ in range(12)]
    clock.to(AWAKE)
    barrier = Barrier(2)

    def work() -> None:
        barrier.wait()
        while Case.objects.filter(silent_on__lt=AWAKE, troubled=False).exists():
            silence.write_due(clock)
        connections.close_all()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.SHELF.clear()
    assert {ends_of(case) for case in cases} == {ENDS}
    assert list(rebuild.differences()) == []


@pytest.mark.parametrize("nights", [1, 7, 30, 400])
def test_a_worker_that_slept_writes_the_same_as_one_that_did_not(clock: Hand, nights: int) -> None:
    """All that follows is written with the days of the law, however late the worker comes."""
    sleepy, awake = filed(clock), filed(clock)
    for day in range(1, nights + 2):
        clock.to(FILED + timedelta(days=day))
        actions.pass_time([awake.file.id], clock)
    silence.write_due(clock)
    kept = [[(line.verb, line.what, line.on) for line in store.file_of(d.file.id).lines] for d in (sleepy, awake)]
    assert kept[0] == kept[1]


def test_nothing_is_written_on_the_last_day_itself(clock: Hand) -> None:
    filed(clock)
    last = Case.objects.get().silent_on
    assert last is not None
    assert silence.write_due(clock.to(last)) == 0
    assert silence.write_due(clock.to(last + timedelta(days=1))) == 1
    assert silence.write_due(clock) == 0


def test_one_case_that_cannot_be_read_keeps_no_other_from_its_day(clock: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = filed(clock).file.id, filed(clock).file.id
    passes = actions.pass_time

    def pass_time(cases: list[bytes], *rest: Any) -> Any:  # noqa: ANN401
        if cases == [broken]:
            raise store.AnotherText
        return passes(cases, *rest)

    monkeypatch.setattr(actions, "pass_time", pass_time)
    assert silence.write_due(clock.to(AWAKE)) == 1
    assert ends_of(sound)
    assert {row.pk.bytes: row.troubled for row in Case.objects.all()} == {broken: True, sound: False}


def test_silence_that_harms_is_claimed_and_waits_for_a_named_officer(clock: Hand) -> None:
    """Who does not appear is not turned away by a clock: an officer claims it, a second one signs, or nothing is."""
    done = filed(clock)
    silence.write_due(clock.to(AWAKE))
    file = store.file_of(done.file.id)
    assert (file.case.standing.kind, file.case.outcome, file.case.closed) == ("claim", "", False)
    row = Case.objects.get()
    assert (row.kind, row.outcome, row.closed, row.holder) == ("claim", "", False, "permit authority")
    assert {line.who for line in file.lines if line.source == "the clock"} == {"the instance"}
    claim = Order(file.id, None, OFFICER, "confirms", "claim", AWAKE, OFFICER.role)
    with pytest.raises(NotAlone):
        actions.act(claim, clock)
    with pytest.raises(NotOffered):
        actions.act(replace(claim, author=WORKER, by=WORKER.role, signed=True), clock)
    silence.write_due(clock.to(date(2027, 2, 10)))
    after = store.file_of(file.id).case
    assert "file checked" in {entry.stage for entry in after.history}, "nobody confirmed it, so the case goes on"
    assert (after.outcome, after.closed) == ("", False)


def test_no_procedure_of_the_library_lets_silence_harm_anybody_unclaimed() -> None:
    """What the worker may carry out by itself is never an outcome that the charter holds against the person."""
    library = Library.default()
    against = {name for name, it in library.charter().outcomes.items() if it.against_person or it.irreversible}
    found = []
    for entry in library.newest():
        procedure = library.load(entry.identity)
        silences = [stage.silence for stage in procedure.stages.values()]
        silences += [limit.silence for limit in procedure.limits.values()]
        silences += [remedy.silence for remedy in procedure.remedies.values()]
        for silent in silences:
            if silent is not None and silent.to and procedure.stages[silent.to].outcome in against:
                found.append((entry.identity, silent.to, silent.claimed_by))
    assert found, "no procedure has such a silence, so nothing was held"
    assert [one for one in found if not one[2]] == []
