"""A trainer moves the clock forward, in training alone, and every page says that it is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, override_settings

from safeconduct.shell import clock
from safeconduct.shell.models import Account, TrainingClock
from tests.access.worlds import role

pytestmark = pytest.mark.django_db
ADDRESS = "/en/training/"
TRAINING = override_settings(TRAINING=True)


def test_a_live_instance_reads_the_clock_of_the_machine() -> None:
    TrainingClock.objects.create(pk=1, ahead=timedelta(days=9))
    before = clock.system()
    assert before <= clock.current() <= clock.system()
    with pytest.raises(clock.NotTraining, match="SAFECONDUCT_TRAINING"):
        clock.move_forward(timedelta(days=1))


@TRAINING
def test_in_training_it_moves_forward_and_never_back() -> None:
    before = clock.current()
    clock.move_forward(timedelta(days=20))
    clock.move_forward(timedelta(days=1))
    assert timedelta(days=21) <= clock.current() - before < timedelta(days=21, minutes=5)
    for back in (timedelta(), timedelta(days=-1)):
        with pytest.raises(ValueError, match="forward only"):
            clock.move_forward(back)
    assert TrainingClock.objects.count() == 1


@TRAINING
def test_the_page_moves_it_for_a_trainer(official: Account) -> None:
    trainer = role("trainer", official).client
    before = clock.day_of(clock.current())
    assert trainer.post(ADDRESS, {"days": "30"}).headers["Location"] == ADDRESS
    assert clock.day_of(clock.current()) - before in (timedelta(days=30), timedelta(days=31))
    for wrong in ("-1", "0", "100000", "x", ""):
        assert trainer.post(ADDRESS, {"days": wrong}).status_code == 200
    assert TrainingClock.objects.get().ahead == timedelta(days=30)


@TRAINING
def test_it_is_shut_to_everybody_else(person: Account, client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    client.force_login(person)
    assert client.post(ADDRESS, {"days": "1"}).status_code == 403


def test_there_is_no_such_page_elsewhere(official: Account) -> None:
    assert role("trainer", official).client.get(ADDRESS).status_code == 404


def test_each_page_of_a_training_says_so(client: Client) -> None:
    assert "This is a training" not in client.get("/en/about/").text
    with TRAINING:
        assert all("This is a training" in client.get(f"/en/{page}").text for page in ("about/", "slip/", "nothing/"))
