"""The library says which files are taken and why, in every language; what is wrong in it is named."""

from __future__ import annotations

from importlib.resources import files

import pytest

from safeconduct.cases.attachments.content import WrongContent, kinds, read_kinds, read_texts, texts
from safeconduct.cases.attachments.refusal import Refused
from safeconduct.shell.content import LANGUAGES

LIBRARY = files("safeconduct").joinpath("library", "attachments")


def text(name: str) -> str:
    return LIBRARY.joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    found = texts(language)
    assert found.refusals.keys() == texts("en").refusals.keys()
    assert found.kinds.keys() == kinds().kinds.keys()
    assert {other.is_ for other in kinds().others} <= found.refusals.keys()
    assert language == "en" or found.refusals["macros"] != texts("en").refusals["macros"]


def test_a_language_that_is_not_there_is_answered_in_english() -> None:
    assert texts("ti").refusals == texts("en").refusals
    assert texts("fr-CH").refusals == texts("fr").refusals
    assert Refused("too large", most="20 MB").sentence("ti").startswith("The file has more than 20 MB")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  macros:", "  makros:", "makros"),
        ("{most}", "{mots}", "must fill in"),
        ("scan:\n", "scanned:\n", "scan"),
        ("  waiting: en attente de", "  waiting: [en attente de]\n  more:", "Expected `str`"),
    ],
)
def test_a_wrong_translation_is_named(old: str, new: str, told: str) -> None:
    changed = text("fr").replace(old, new, 1)
    assert changed != text("fr")
    with pytest.raises(WrongContent, match=r"library/attachments/fr\.yaml") as raised:
        read_texts(changed, "fr")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("most bytes: 20000000", "most bytes: 0", "above 0"),
        ("    why: A hundred", "    reason: A hundred", "reason"),
        ("most: 500", "most: many", "int"),
    ],
)
def test_a_wrong_limit_is_named(old: str, new: str, told: str) -> None:
    with pytest.raises(WrongContent, match=r"library/attachments/kinds\.yaml") as raised:
        read_kinds(text("kinds").replace(old, new, 1))
    assert told in str(raised.value)
