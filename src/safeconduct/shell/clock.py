"""The time, read in one place: whoever needs it takes a clock as an argument, and the pages pass this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

Clock = Callable[[], datetime]
"""Gives the present moment, with its time zone."""


def system() -> datetime:
    """Read the clock of this machine."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where time comes in


def day_of(moment: datetime) -> date:
    """Return the day that a moment falls on where the office stands."""
    return moment.astimezone(ZoneInfo(settings.OFFICE_TIME_ZONE)).date()
