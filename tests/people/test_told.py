"""What a person reads of why their data are kept is whole in every language."""

from __future__ import annotations

import pytest

from safeconduct.cases.processing import FILE, PAPERS, REQUESTS
from safeconduct.cases.retention import schedule
from safeconduct.people.fields import fields
from safeconduct.people.told import FOLDER, NotTold, read_told, told
from safeconduct.shell.content import LANGUAGES, text_of

OTHERS = sorted(set(LANGUAGES) - {"en"})


@pytest.mark.parametrize("language", OTHERS)
def test_every_field_law_start_and_end_has_words(language: str) -> None:
    words = told(language)
    assert words.purposes.keys() == fields().person.keys()
    assert words.laws.keys() == fields().bases.keys()
    for category in (FILE, PAPERS, REQUESTS):
        its = schedule().categories[category]
        assert words.starts[its.starts_with]
        assert words.ends[its.at_the_end]


def test_english_and_unknown_languages_read_the_files_themselves() -> None:
    assert told("en").purposes["names"] == fields().person["names"].purpose
    assert told("tlh") == told("en")


def test_a_file_that_leaves_something_out_or_says_too_much_is_refused() -> None:
    text = text_of(f"{FOLDER}/cs.yaml")
    with pytest.raises(NotTold, match="purposes: say in this language: born"):
        read_told("\n".join(line for line in text.splitlines() if not line.startswith("  born:")), f"{FOLDER}/cs.yaml")
    with pytest.raises(NotTold, match="religion is not kept"):
        read_told(text.replace("purposes:", 'purposes:\n  religion: "x"'), f"{FOLDER}/cs.yaml")
