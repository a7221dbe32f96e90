"""Papers are drawn in a process of its own: what takes too much ends it alone."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from safeconduct.cases.documents import printing
from safeconduct.cases.documents.checking import court_file_sample
from safeconduct.cases.documents.pictures import NotShown, pictures
from safeconduct.cases.web.drawing import Drawer
from tests.cases.documents.making import foreign, locked, noted, picture, scanned


def test_papers_are_drawn_as_without_a_process_of_its_own(tmp_path: Path) -> None:
    with Drawer() as draw:
        for at, paper in enumerate((foreign(), scanned(2), picture("PNG"), noted(foreign()))):
            its, ours = tmp_path / f"its-{at}", tmp_path / f"ours-{at}"
            its.mkdir()
            ours.mkdir()
            drawn = draw(paper, "p", "Title", its)
            assert drawn == pictures(paper, "p", "Title", ours)
            for page in drawn.pages:
                assert (its / page.path).read_bytes() == (ours / page.path).read_bytes()


def test_colours_for_print_become_dots_there(tmp_path: Path) -> None:
    with Drawer() as draw:
        (page,) = draw(picture("JPEG", "CMYK"), "p", "Title", tmp_path).pages
    assert (tmp_path / page.path).read_bytes().startswith(b"\x89PNG")


def test_what_takes_too_long_ends_the_process_and_the_next_gets_a_new_one(tmp_path: Path) -> None:
    with Drawer(seconds=0.0) as draw:
        with pytest.raises(NotShown, match="shown-heavy"):
            draw(foreign(), "p", "Title", tmp_path)
        draw.process.seconds = 60.0
        assert len(draw(foreign(), "q", "Title", tmp_path).pages) == 1


def test_the_reasons_come_back(tmp_path: Path) -> None:
    with Drawer() as draw:
        for paper, why in ((locked(), "shown-encrypted"), (b"%PDF- no", "shown-broken"), (b"sound", "shown-kind")):
            with pytest.raises(NotShown, match=why):
                draw(paper, "p", "Title", tmp_path)


def test_no_process_is_left(tmp_path: Path) -> None:
    with Drawer() as draw:
        draw(foreign(), "p", "Title", tmp_path)
        process = draw.process._process
    assert process is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_damaged_papers_never_fail_the_whole_file(tmp_path: Path) -> None:
    chance, whole = random.Random(7), [foreign(), scanned(), noted(foreign()), picture("JPEG"), picture("PNG")]
    with Drawer() as draw:
        for at in range(60):
            damaged = bytearray(chance.choice(whole))
            for _ in range(chance.randint(1, 9)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                draw(bytes(damaged), f"p{at}", "Title", tmp_path)
            except NotShown as fault:
                assert fault.why in {"shown-broken", "shown-kind", "shown-encrypted", "shown-heavy"}
    assert printing.court_file(court_file_sample(), "en").startswith(b"%PDF-")
