"""The operator sees letters that wait, and has those that were given up tried again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.running import run

SECRET = {"SAFECONDUCT_SECRET_KEY": "k" * 50}
POST = """
import django
django.setup()
from django.db import transaction
from safeconduct.shell.clock import system
from safeconduct.shell.outbox.letters import Kind, Text
from safeconduct.shell.outbox.posting import post
with transaction.atomic():
    post(Text(Kind.EMAIL, "worker@example.org", "News", "There is news.", "en"), "news 1", system())
"""


def given_up(folder: Path) -> None:
    """Have the letter given up, as after many tries."""
    with closing(sqlite3.connect(folder / "safeconduct.sqlite3")) as database:
        database.execute("UPDATE outbox_letter SET given_up = '2027-01-11 12:00:00', trouble = 'It answered 550.'")
        database.commit()


def post_letter(folder: Path) -> None:
    """Write a letter, as an act would."""
    import subprocess
    import sys

    from tests.cli.running import environment_of

    environment = environment_of(folder, **SECRET, DJANGO_SETTINGS_MODULE="safeconduct.site.settings")
    subprocess.run([sys.executable, "-c", POST], env=environment, check=True)


def test_a_letter_is_seen_and_sent_into_the_folder(tmp_path: Path) -> None:
    run(tmp_path, "migrate", **SECRET)
    post_letter(tmp_path)
    listed = run(tmp_path, "outbox", "list", **SECRET)
    assert "1 letters are not sent." in listed.stdout
    assert "example.org" not in listed.stdout
    given_up(tmp_path)
    told = json.loads(run(tmp_path, "outbox", "list", "--given-up", "--json", **SECRET).stdout)
    assert (told["number"], told["letters"][0]["trouble"]) == (1, "It answered 550.")
    assert "1 letters will be tried again" in run(tmp_path, "outbox", "retry", "--all", **SECRET).stdout
    done = json.loads(run(tmp_path, "work", "--once", "--json", **SECRET).stdout)
    assert done["done"]["outbox.send"] == 1
    assert done["failed"] == []
    [letter] = (tmp_path / "outbox").iterdir()
    assert b"There is news." in letter.read_bytes()
    assert "0 letters" in run(tmp_path, "outbox", "list", **SECRET).stdout


def test_retrying_asks_which_letters(tmp_path: Path) -> None:
    done = run(tmp_path, "outbox", "retry", **SECRET)
    assert done.returncode == 1
    assert "Give their numbers, or --all." in done.stderr


def test_working_asks_for_tables_and_a_secret(tmp_path: Path) -> None:
    assert "Set SAFECONDUCT_SECRET_KEY" in run(tmp_path, "work", "--once").stderr
    assert "safeconduct migrate" in run(tmp_path, "work", "--once", **SECRET).stderr
