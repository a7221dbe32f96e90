"""An invented world of some cases, on its day."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from django.conf import settings

from safeconduct.cases.seed.world import world
from safeconduct.cases.web import seeding, store
from safeconduct.shell import clock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def invent(monkeypatch: pytest.MonkeyPatch, cases: int) -> None:
    """Write so many cases into the database, and let it be the day for which they are made."""
    store.SHELF.clear()
    monkeypatch.setattr(clock, "system", lambda: NOW)
    dice = random.Random(1)
    seeding.write(world(dice, seeding.today(clock.current), cases).of(settings.PURPOSE), clock.current)
