"""A worker does every task, over and over, whatever one of them does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from safeconduct.shell.clock import Clock
from safeconduct.shell.working import Task, lanes, register, tasks
from safeconduct.shell.working.beats import FORGOTTEN_AFTER, LATE_AFTER, Heart, health
from safeconduct.shell.working.loop import LONGEST_PAUSE, Worker, beside_server, start
from safeconduct.shell.working.models import Beat
from safeconduct.shell.working.tasks import HERE

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = datetime(2027, 1, 11, 12, tzinfo=UTC)


def clock() -> datetime:
    return MOMENT


class Time:
    """Seconds that pass only while the worker waits."""

    def __init__(self, until: float) -> None:
        self.now, self.until = 0.0, until
        self.stop = threading.Event()
        self.stop.wait = self.wait  # type: ignore[method-assign]

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0.0
        return False

    def worker(self, *found: Task) -> Worker:
        return Worker(
            found, clock, Heart("test", clock=clock), self.stop, lambda: self.now >= self.until, lambda: self.now
        )


class Counting:
    """A task that notes when it was done."""

    def __init__(self, time: Time, act: Callable[[], int] = lambda: 0) -> None:
        self.time, self.act, self.at = time, act, list[float]()

    def __call__(self, given: Clock) -> int:
        assert given() == MOMENT
        self.at.append(self.time.now)
        return self.act()


def test_each_task_is_done_at_its_own_pace() -> None:
    time = Time(10)
    often, seldom = Counting(time), Counting(time)
    time.worker(Task("often", often, every=1.0), Task("seldom", seldom, every=4.0)).run()
    assert often.at == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert seldom.at == [0, 4, 8]


def test_a_task_that_did_a_whole_batch_is_done_again_at_once() -> None:
    time = Time(10)
    left = [3, 3, 3, 1]
    busy = Counting(time, lambda: left.pop(0) if left else 0)
    time.worker(Task("busy", busy, every=5.0, batch=3)).run()
    assert busy.at == [0, 0, 0, 0, 5]


def test_a_task_that_fails_stops_no_other_and_is_tried_more_and_more_seldom() -> None:
    def fail() -> int:
        raise DatabaseError("with a name in it")

    time = Time(200)
    broken, other = Counting(time, fail), Counting(time)
    time.worker(Task("broken", broken, every=1.0), Task("other", other, every=1.0)).run()
    assert len(other.at) == 200
    pauses = [after - before for before, after in zip(broken.at, broken.at[1:], strict=False)]
    assert pauses == [2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_task_that_is_mended_goes_on_as_before() -> None:
    time = Time(8)
    ends = [OSError, OSError]

    def act() -> int:
        if ends:
            raise ends.pop()
        return 0

    mended = Counting(time, act)
    time.worker(Task("mended", mended)).run()
    assert mended.at == [0, 2, 6, 7]


def test_a_task_that_leaves_its_transaction_broken_spoils_no_other() -> None:
    def break_it() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        return 0

    time = Time(3)
    counted = Counting(time, Beat.objects.count)
    time.worker(Task("broken", Counting(time, break_it)), Task("counted", counted)).run()
    assert counted.at == [0, 1, 2]


def test_doing_all_once_says_what_was_done() -> None:
    def fail() -> int:
        raise OSError

    time = Time(1)
    done = time.worker(Task("a", Counting(time, lambda: 7)), Task("b", Counting(time, fail))).once()
    assert done == {"a": 7, "b": None}


def test_a_worker_beside_a_server_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    server = threading.Thread(target=done.wait)
    server.start()
    monkeypatch.setattr(threading, "main_thread", lambda: server)
    worked = threading.Event()

    def act(given: Clock) -> int:
        worked.set()
        return 0

    [worker] = beside_server([Task("a", act)], clock)
    assert worked.wait(20)
    done.set()
    worker.join(20)
    assert not worker.is_alive()
    assert not Beat.objects.exists()


def test_what_waits_for_others_far_away_holds_up_nothing_here() -> None:
    far, here, stop = threading.Event(), threading.Event(), threading.Event()

    def wait_for_the_other(given: Clock) -> int:
        assert here.wait(20)
        far.set()
        return 0

    def act(given: Clock) -> int:
        here.set()
        return 0

    threads = start([Task("far", wait_for_the_other, lane="far away"), Task("here", act)], clock, stop.is_set)
    assert far.wait(20)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_each_lane_is_watched() -> None:
    Heart("one", clock=clock).beat([])
    assert health(MOMENT, ["here"]).late is False
    assert health(MOMENT, ["here", "far away"]).late
    Heart("two", "far away", clock).beat([])
    assert health(MOMENT, ["here", "far away"]).late is False


def test_a_task_of_the_same_name_is_replaced() -> None:
    before = tasks()
    first = Task("test.same", lambda given: 1)
    register(first)
    register(second := Task("test.same", lambda given: 2))
    assert [task for task in tasks() if task.name == "test.same"] == [second]
    from safeconduct.shell.working.tasks import _TASKS

    del _TASKS["test.same"]
    assert tasks() == before


def test_a_worker_is_seen_while_it_lives() -> None:
    heart = Heart("test", clock=clock)
    assert health(MOMENT).late
    heart.beat([])
    assert health(MOMENT + LATE_AFTER).late is False
    assert health(MOMENT + LATE_AFTER + timedelta(seconds=1)).late
    heart.stop()
    assert health(MOMENT).last_beat is None


def test_beats_are_written_now_and_then_and_when_something_changes() -> None:
    now = [MOMENT]
    heart = Heart("test", clock=lambda: now[0])
    for _ in range(25):
        heart.beat([])
        now[0] += timedelta(seconds=1)
    assert Beat.objects.get().seen == MOMENT + timedelta(seconds=20)
    heart.beat(["outbox.send"])
    assert health(now[0]).failing == ("outbox.send",)


def test_workers_that_died_long_ago_are_forgotten() -> None:
    Heart("dead", clock=clock).beat([])
    later = MOMENT + FORGOTTEN_AFTER + timedelta(seconds=1)
    assert health(later).last_beat is None
    Heart("alive", clock=lambda: later).beat([])
    assert [beat.worker for beat in Beat.objects.all()] == ["alive"]


def test_whoever_watches_sees_whether_a_worker_is_alive(client: Client) -> None:
    answer = client.get("/health/work")
    assert answer.status_code == 503
    assert "safeconduct work" in answer.json()["detail"]
    for lane in lanes(tasks()):
        Heart(f"test {lane}", lane).beat(["cases.silence"] if lane == HERE else [])
    told = client.get("/health/work").json()
    assert (told["status"], told["failing"]) == ("working", ["cases.silence"])
    assert datetime.fromisoformat(told["last_beat"]).tzinfo
