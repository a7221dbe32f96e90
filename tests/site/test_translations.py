"""Every text of a page is translated into every language of the site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import safeconduct

PACKAGE = Path(safeconduct.__file__).parent
ROOMS = [folder.parent for folder in sorted(PACKAGE.rglob("locale"))]
LANGUAGES = ["ar", "cs", "fr"]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(PACKAGE).as_posix())
def test_no_text_of_a_room_is_untranslated(room: Path, tmp_path: Path) -> None:
    if not shutil.which("xgettext"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Install gettext: apt-get install -y gettext")
    texts = texts_of(room, tmp_path)
    assert texts
    for language in LANGUAGES:
        catalogue = read(room / "locale" / language / "LC_MESSAGES" / "django.po")
        translated = {message.id for message in catalogue if message.id and is_translated(message.string)}
        assert texts - translated == set(), f"{language}: write these into {room}/locale/{language}"
        assert translated - texts == set(), f"{language}: no page says these any more"


def texts_of(room: Path, temporary: Path) -> set[object]:
    """Collect the texts of a room into catalogues of a copy."""
    copy = temporary / "room"
    shutil.copytree(room, copy, ignore=shutil.ignore_patterns("*.po", "*.mo", "__pycache__"))
    (copy / "locale").mkdir(exist_ok=True)
    collect = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location", "--no-wrap"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(collect, cwd=copy, env=environment, check=True, capture_output=True)
    return {message.id for message in read(copy / "locale" / "fr" / "LC_MESSAGES" / "django.po") if message.id}


def read(file: Path) -> Catalog:
    """Read a catalogue."""
    with file.open("rb") as text:
        return read_po(text, locale=file.parts[-3])


def is_translated(text: object) -> bool:
    """Tell whether a translation, or each of its plural forms, is there."""
    return all(text) if isinstance(text, tuple) else bool(text)
