"""The demonstration has a directory, which does not age."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from safeconduct.services.web import seeding
from safeconduct.services.web.models import Service
from safeconduct.shell import clock

pytestmark = pytest.mark.django_db
LATER = datetime(2031, 3, 1, 9, tzinfo=UTC)


def test_help_is_found_years_later_and_taken_in_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "system", lambda: LATER)
    many = seeding.write(clock.current)
    assert many == seeding.write(clock.current) == Service.objects.count() > 5
    page = client.get("/en/services/", {"near": "Dakar", "within": "50"}).text
    assert "Accueil et conseil au retour" in page
