"""The time, read in one place: whoever needs it takes a clock as an argument, and the pages pass `current`.

In training a trainer moves the clock forward, so that weeks can be walked through in an hour; never back, since what
was written would then lie in the future. A live instance reads the clock of the machine and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

Clock = Callable[[], datetime]
"""Gives the present moment, with its time zone."""


class NotTraining(PermissionError):
    """The clock of a live instance was to be moved."""


def system() -> datetime:
    """Read the clock of this machine."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where time comes in


def current() -> datetime:
    """Read the clock of this instance: that of the machine, or in training the one that the trainer set."""
    return system() + ahead() if settings.TRAINING else system()


def ahead() -> timedelta:
    """Tell how far the clock of the training stands ahead."""
    from safeconduct.shell.models import TrainingClock  # noqa: PLC0415 - the clock is read before there are tables

    return TrainingClock.objects.values_list("ahead", flat=True).first() or timedelta()


def move_forward(by: timedelta) -> datetime:
    """Move the clock of the training forward and say what it shows then."""
    from safeconduct.shell.models import TrainingClock  # noqa: PLC0415

    if not settings.TRAINING:
        raise NotTraining("The clock of a live instance cannot be moved. Set SAFECONDUCT_TRAINING=1 on its own data.")
    if by <= timedelta():
        raise ValueError("The clock moves forward only. Give a length of time above zero.")
    with transaction.atomic():
        TrainingClock.objects.get_or_create(pk=1)
        TrainingClock.objects.filter(pk=1).update(ahead=F("ahead") + by)
    return current()


def day_of(moment: datetime) -> date:
    """Return the day that a moment falls on where the office stands."""
    return moment.astimezone(ZoneInfo(settings.OFFICE_TIME_ZONE)).date()
