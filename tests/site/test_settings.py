"""The settings read the environment and leave the disk alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from safeconduct.site.databases import database


def test_without_an_address_the_data_folder_holds_the_database(tmp_path: Path) -> None:
    entry = database(tmp_path, "")
    assert entry["NAME"] == tmp_path / "safeconduct.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_of_postgresql_is_read_in_full(tmp_path: Path) -> None:
    entry = database(tmp_path, "postgresql://desk:p%40ss@db.example.org:5433/cases?sslmode=require")
    assert {key: entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "cases",
        "USER": "desk",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require", "prepare_threshold": 2},
    }


def test_behind_a_pooler_the_server_is_told_to_keep_no_plans(tmp_path: Path) -> None:
    entry = database(tmp_path, "postgresql://db/cases?prepare_threshold=never")
    assert entry["OPTIONS"]["prepare_threshold"] is None


def test_another_kind_of_address_is_refused_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="only postgresql:// is understood") as refusal:
        database(tmp_path, "mysql://desk@db/cases")
    assert "Leave the variable empty" in str(refusal.value)


def test_reading_the_settings_writes_nothing(tmp_path: Path) -> None:
    environment = os.environ | {"SAFECONDUCT_DATA": str(tmp_path / "data"), "SAFECONDUCT_SECRET_KEY": ""}
    read = [sys.executable, "-c", "import safeconduct.site.settings as s; print(repr(s.SECRET_KEY))"]
    done = subprocess.run(read, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "''"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("https", "secure"), [("1", True), ("", False)])
def test_behind_https_cookies_and_addresses_are_secure(tmp_path: Path, https: str, secure: bool) -> None:
    environment = os.environ | {"SAFECONDUCT_DATA": str(tmp_path), "SAFECONDUCT_HTTPS": https}
    names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "CSRF_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER"]
    read = f"import safeconduct.site.settings as s; print(*(bool(getattr(s, name)) for name in {names}))"
    done = subprocess.run([sys.executable, "-c", read], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(secure)] * len(names)


@pytest.mark.django_db
def test_the_tables_are_those_of_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_nothing_is_wrong_with_the_site() -> None:
    call_command("check", fail_level="WARNING")
