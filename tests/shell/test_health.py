"""Health checks tell a running process from one that can serve."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client


def test_a_process_that_answers_is_live(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}


@pytest.mark.django_db
def test_a_site_with_its_tables_is_ready(client: Client) -> None:
    assert client.get("/health/ready").json() == {"status": "ready"}


@pytest.mark.django_db
def test_a_site_that_lacks_changes_of_tables_says_what_to_do(client: Client) -> None:
    with patch("safeconduct.shell.health.MigrationExecutor.migration_plan", return_value=["one"]):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "safeconduct migrate" in answer.json()["detail"]


@pytest.mark.django_db
def test_a_site_without_database_says_so(client: Client) -> None:
    with patch("safeconduct.shell.health.MigrationExecutor", side_effect=OperationalError("secret host")):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "SAFECONDUCT_DATABASE_URL" in answer.json()["detail"]
    assert "secret" not in answer.text
