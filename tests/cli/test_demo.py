"""The demonstration: one command, harmless twice, plain words when it cannot start."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest

from tests.cli.running import closes_within, run, serving


def test_it_prints_the_address_of_pages_in_the_readers_language(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with serving(folder, "demo") as demo:
        assert demo.said == {"address": f"http://127.0.0.1:{demo.port}/", "data": str(folder)}
        start = demo.get("/", **{"Accept-Language": "ar"})
        assert (start.status, start.headers["Location"]) == (302, "/ar/")
        page = demo.get("/ar/").read().decode()
        assert '<html lang="ar" dir="rtl">' in page
        assert "عرض تجريبي" in page
        assert demo.get("/health/ready").status == 200
        assert demo.get("/static/shell/safeconduct.css").status == 200


def test_its_key_is_readable_by_its_owner_alone_and_stays(tmp_path: Path) -> None:
    with serving(tmp_path, "demo", "--cases", "6"):
        key = (tmp_path / "secret.key").read_text(encoding="ascii")
        assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    with serving(tmp_path, "demo", "--cases", "6") as again:
        assert again.get("/health/ready").status == 200
    assert (tmp_path / "secret.key").read_text(encoding="ascii") == key


def test_a_second_start_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    with serving(tmp_path, "demo", "--cases", "6") as first:
        second = run(tmp_path, "demo", "--port", "1")
        assert second.returncode == 1
        assert first.said["address"] in second.stderr
        assert "SAFECONDUCT_DATA" in second.stderr
        assert "Traceback" not in second.stderr
        assert first.get("/health/live").status == 200


def test_a_taken_port_is_named_with_a_free_one_to_try(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(tmp_path, "demo", "--port", str(port), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert f"Port {port}" in told["problem"]
    assert f"--port {port + 1}" in told["cure"]


def test_killing_it_frees_the_port_and_the_folder(tmp_path: Path) -> None:
    with serving(tmp_path, "demo", "--cases", "6") as demo:
        demo.process.kill()
        assert closes_within(demo.port, 10)
    with serving(tmp_path, "demo", "--cases", "6") as again:
        assert again.get("/health/live").status == 200


@pytest.mark.parametrize("command", ["demo", "migrate"])
def test_a_folder_that_cannot_be_made_is_named(command: str) -> None:
    done = run(Path("/dev/null/data"), command)
    assert done.returncode == 1
    assert "/dev/null/data cannot be made" in done.stderr
    assert "SAFECONDUCT_DATA" in done.stderr
