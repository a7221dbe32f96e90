"""A database belongs to one purpose, live or training, for good."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from safeconduct.shell import binding
from safeconduct.shell.models import Instance

pytestmark = pytest.mark.django_db


def test_the_first_who_uses_it_binds_it() -> None:
    assert binding.trouble() == ""
    assert binding.bind() == binding.bind() == ""
    assert str(Instance.objects.get()) == "live, migration"


@pytest.mark.parametrize("other", [{"PURPOSE": "protection"}, {"TRAINING": True}])
def test_another_instance_is_refused_and_not_ready(client: Client, other: dict[str, object]) -> None:
    binding.bind()
    with override_settings(**other):
        assert "live data for migration" in binding.bind()
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "SAFECONDUCT_DATABASE_URL" in answer.json()["detail"]
    assert str(Instance.objects.get()) == "live, migration"
