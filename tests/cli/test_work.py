"""A worker runs beside the pages of the embedded server, or alone, and ends when it is told to."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

from tests.cli.running import COMMAND, SECONDS, closes_within, environment_of, read_json, run, serving

SECRET = {"SAFECONDUCT_SECRET_KEY": "k" * 50}


def test_the_embedded_server_works_beside_its_pages_and_ends_with_them(tmp_path: Path) -> None:
    with serving(tmp_path, "demo", "--cases", "0") as served:
        end = time.monotonic() + SECONDS
        while (answer := served.get("/health/work")).status != 200 and time.monotonic() < end:
            time.sleep(0.2)
        assert json.loads(answer.read())["status"] == "working"
    assert served.process.returncode is not None
    assert closes_within(served.port, 5)


def test_a_worker_alone_ends_when_it_is_told_to(tmp_path: Path) -> None:
    run(tmp_path, "migrate", **SECRET)
    process = subprocess.Popen(
        [*COMMAND, "work", "--json"], env=environment_of(tmp_path, **SECRET), stdout=subprocess.PIPE, text=True
    )
    try:
        assert "outbox.send" in read_json(process)["tasks"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SECONDS) == 0
    finally:
        process.kill()
        assert process.stdout
        process.stdout.close()
