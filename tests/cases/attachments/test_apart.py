"""A file that takes hours or gigabytes to look at costs seconds, is refused, and holds up no other file."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path

import pytest

from safeconduct.cases.attachments import Refused, examine, sealed
from safeconduct.cases.web.attachments.apart import EXAMINER, SECONDS, examine_apart
from safeconduct.shell.apart import PYTHON, Apart
from tests.cases.attachments.making import pdf, picture

KEY = bytes(range(32))
LITTLE_MEMORY = """
import os
from safeconduct.cases.web.attachments.apart import _answer
from safeconduct.shell.apart import answer_all
with open("/proc/self/statm") as pages:
    now = int(pages.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
answer_all(_answer, now + 30_000_000)
"""


@pytest.fixture
def examiner() -> object:
    made = Apart(EXAMINER.command, SECONDS)
    yield made
    made.end()


def kept(path: Path, data: bytes) -> Path:
    with path.open("wb+") as file:
        writer = sealed.Writer(file, KEY)
        writer.write(data)
        writer.finish()
    return path


def laborious(objects: int, more: bytes = b"") -> bytes:
    """A PDF of very many objects: little to send, much to read."""
    listed = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>"]
    listed += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]" + more + b">>",
        *[b"<</Type/Annot/A<</S/URI>>/B[1 2 3]>>"] * objects,
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, each in enumerate(listed, 1):
        places.append(b"%010d 00000 n \n" % out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    at, count = out.tell(), len(listed) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, b"".join(places)))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, at))
    return out.getvalue()


@pytest.mark.parametrize("data", [pdf(3), picture("JPEG"), b"MZ" + bytes(99), pdf(501)])
def test_it_finds_what_is_found_in_this_process(examiner: Apart, tmp_path: Path, data: bytes) -> None:
    path = kept(tmp_path / "sealed", data)
    try:
        expected: object = examine(io.BytesIO(data), "a.pdf")
    except Refused as refused:
        with pytest.raises(Refused) as raised:
            examine_apart(path, KEY, "a.pdf", examiner)
        assert (raised.value.reason, raised.value.values) == (refused.reason, refused.values)
    else:
        assert examine_apart(path, KEY, "a.pdf", examiner) == expected


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_looked_at(tmp_path: Path) -> None:
    examiner = Apart(EXAMINER.command, 1.0)
    try:
        with pytest.raises(Refused, match="too many parts"):
            examine_apart(kept(tmp_path / "long", laborious(60_000)), KEY, "a.pdf", examiner)
        examiner.seconds = 60.0
        assert examine_apart(kept(tmp_path / "short", laborious(10)), KEY, "a.pdf", examiner).pages == 1
    finally:
        examiner.end()


def test_a_file_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    examiner = Apart((*PYTHON, "-c", LITTLE_MEMORY), SECONDS)
    long = laborious(0, more=b"/A(" + b"a" * 4_000_000 + b")")
    try:
        with pytest.raises(Refused, match=r"too many parts|damaged"):
            examine_apart(kept(tmp_path / "large", long), KEY, "a.pdf", examiner)
        assert examine_apart(kept(tmp_path / "small", pdf(2)), KEY, "a.pdf", examiner).pages == 2
    finally:
        examiner.end()


def test_a_process_that_was_killed_is_started_again(examiner: Apart, tmp_path: Path) -> None:
    path = kept(tmp_path / "sealed", pdf(2))
    for _ in range(2):
        assert examine_apart(path, KEY, "a.pdf", examiner).pages == 2
        process = examiner._process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def test_it_knows_no_secret_of_the_instance(examiner: Apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFECONDUCT_ROOT_SECRET", "0" * 64)
    examine_apart(kept(tmp_path / "sealed", pdf(1)), KEY, "a.pdf", examiner)
    process = examiner._process
    assert process is not None
    started = Path(f"/proc/{process.pid}/environ")
    if started.exists():
        assert b"SAFECONDUCT" not in started.read_bytes()
    assert KEY.hex() not in " ".join(map(str, process.args))
