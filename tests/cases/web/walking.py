"""Walks through pages as a browser does, without one: sends forms with their one-time token."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

import pytest
from django.http import HttpResponse
from django.test import Client

from safeconduct.cases.web import store
from safeconduct.shell import clock


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Set the clock of the instance to nine o'clock of a day."""
    monkeypatch.setattr(clock, "system", lambda: datetime.combine(day, time(9), UTC))
    store.SHELF.clear()


def send(client: Client, address: str, **typed: Any) -> HttpResponse:  # noqa: ANN401 - what forms take
    """Send a form."""
    return client.post(address, {"once": secrets.token_urlsafe(16), **typed})  # type: ignore[return-value]


def day(name: str, value: date) -> dict[str, str]:
    """A day as its three boxes send it."""
    return {f"{name}_0": str(value.day), f"{name}_1": str(value.month), f"{name}_2": str(value.year)}


class Answer(Protocol):
    """What a client gives back."""

    @property
    def content(self) -> bytes:
        """The bytes of the page."""


def text_of(answer: Answer) -> str:
    """The text of a page."""
    return answer.content.decode()
