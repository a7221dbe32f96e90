"""A folder of attachments for each test, and somebody whose key seals."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from safeconduct.cases.web.attachments import storing
from safeconduct.cases.web.attachments.folder import Folder
from safeconduct.journal.web import keys


@pytest.fixture
def held(tmp_path: Path, settings: Settings) -> Folder:
    """The folder in which the files of this test are."""
    settings.DATA = tmp_path
    settings.CLAMAV = ""
    return storing.folder()


@pytest.fixture
def amina(db: None, held: Folder) -> str:
    """The number of the key of a person."""
    return keys.keys_for("migration", ["a" * 32])["a" * 32]
