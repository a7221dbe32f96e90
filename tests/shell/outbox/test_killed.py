"""A worker that is killed while it hands a letter over: the letter arrives all the same, under the same number."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.cli.running import COMMAND, SECONDS, environment_of, run
from tests.shell.outbox.servers import running

POST = """
import django
django.setup()
from django.db import transaction
from safeconduct.shell.clock import system
from safeconduct.shell.outbox.letters import Kind, Text
from safeconduct.shell.outbox.posting import post
with transaction.atomic():
    post(Text(Kind.SMS, "+420123456789", "", "There is news.", "en"), "news 1", system())
"""


class SlowGateway:
    """Takes every message, and lets the first caller wait for an answer that never comes."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.asked, self.over = threading.Event(), threading.Event()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                gateway.ids.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["id"])
                gateway.asked.set()
                if len(gateway.ids) == 1:
                    gateway.over.wait(SECONDS)
                    return
                self.send_response(202)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler


def test_a_letter_survives_the_worker_that_was_sending_it(tmp_path: Path) -> None:
    gateway = SlowGateway()
    with ThreadingHTTPServer(("127.0.0.1", 0), gateway.handler()) as server, running(server):
        settings = {
            "SAFECONDUCT_SECRET_KEY": "k" * 50,
            "SAFECONDUCT_SMS": f"http://127.0.0.1:{server.server_address[1]}/",
            "DJANGO_SETTINGS_MODULE": "safeconduct.site.settings",
        }
        run(tmp_path, "migrate", **settings)
        environment = environment_of(tmp_path, **settings)
        subprocess.run([sys.executable, "-c", POST], env=environment, check=True)
        worker = subprocess.Popen([*COMMAND, "work"], env=environment, stdout=subprocess.DEVNULL)
        assert gateway.asked.wait(SECONDS)
        worker.kill()
        worker.wait(SECONDS)
        gateway.over.set()
        # Nobody else takes the letter for some minutes; here they have passed.
        assert sent_by_another_worker(tmp_path, settings) == 0
        let_minutes_pass(tmp_path)
        assert sent_by_another_worker(tmp_path, settings) == 1
    assert len(gateway.ids) == 2
    assert len(set(gateway.ids)) == 1


def sent_by_another_worker(folder: Path, settings: dict[str, str]) -> int:
    """Do every task once and return how many letters were sent."""
    done: int = json.loads(run(folder, "work", "--once", "--json", **settings).stdout)["done"]["outbox.send"]
    return done


def let_minutes_pass(folder: Path) -> None:
    """Move the due time of the letter back, as if time had passed."""
    with closing(sqlite3.connect(folder / "safeconduct.sqlite3")) as database:
        database.execute("UPDATE outbox_letter SET due = datetime(due, '-6 minutes')")
        database.commit()
