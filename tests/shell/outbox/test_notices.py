"""Notices tell a finder nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from safeconduct.shell.outbox.letters import Kind, Text
from safeconduct.shell.outbox.notices import UnfitNotice, notice, notices, read

LANGUAGES = [code for code, _ in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(notices().notices))
def test_each_notice_can_be_sent_in_each_language(name: str, language: str) -> None:
    subject, body = notice(name, language, number="C-2027-000001", days="3")
    assert Text(Kind.EMAIL, "worker@example.org", subject, body, language)
    assert "C-2027-000001" in body
    assert "{" not in subject + body


def test_a_language_that_we_do_not_speak_is_answered_in_that_of_the_site() -> None:
    assert notice("news", "xx", number="C-1") == notice("news", settings.LANGUAGE_CODE, number="C-1")


@pytest.mark.parametrize(
    ("before", "after", "trouble"),
    [
        ("There is news for you under", "There is news on your asylum under", "asylum"),
        ("There is news for you under", "There is news for {name} under", "no place 'name'"),
        ("There is news for you under", "There is news " + "x" * 300 + " under", "two text messages"),
        ('    cs: {subject: "Máte', '    de: {subject: "Máte', "not said in cs"),
    ],
)
def test_a_notice_that_is_unfit_is_refused(tmp_path: Path, before: str, after: str, trouble: str) -> None:
    import safeconduct

    text = (Path(safeconduct.__file__).parent / "library/notices/notices.yaml").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "notices.yaml"
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(UnfitNotice, match=trouble):
        read(file)
