"""The invented directory of the demonstration: services around Dakar and Gedaref, as fresh as when it was made."""

from __future__ import annotations

from datetime import date
from typing import Any

from safeconduct.services.directory import read_json
from safeconduct.services.web import actions
from safeconduct.services.web.models import Service
from safeconduct.shell.clock import Clock, day_of
from safeconduct.shell.content import text_of

SOURCE = "demo/services.json"
MADE = date(2026, 11, 24)


def write(clock: Clock) -> int:
    """Take the directory in where there is none; return how many services there are."""
    if not Service.objects.exists():
        directory = read_json(text_of(SOURCE), SOURCE).directory
        for row in directory.services.values():
            _made_today(row, day_of(clock()))
        actions.take(directory)
    return Service.objects.count()


def _made_today(row: dict[str, Any], today: date) -> None:
    if row.get("assured_date"):
        assured = date.fromisoformat(row["assured_date"])
        row["assured_date"] = (today - (MADE - assured)).isoformat()
