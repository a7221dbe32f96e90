"""Text of people is shown as it is and never runs; letters that no font has are named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.cases.documents import printing
from safeconduct.cases.documents.letters import NoLetters, clean
from tests.cases.documents.conformance import faults
from tests.cases.documents.making import BRACKETS, decision, letter, shown, text_of


@pytest.mark.parametrize(
    "hostile",
    [
        BRACKETS,
        '#read("main.typ")',
        "#panic()",
        "$sum_(i=0)^n$",
        "\\u{41} \\ \\\\",
        "]] }} )) #{ [",
        '"; #sys.inputs',
        "= Heading - list + enum / term: x",
        "{who} {language}",
        "</script> &amp; %s %(x)s",
    ],
)
def test_markup_that_a_person_wrote_is_shown_as_text(hostile: str) -> None:
    assert hostile in shown(hostile)
    assert hostile in text_of(printing.decision(decision(title=hostile, operative=hostile), "en"))


def test_ten_thousand_letters_without_a_blank_stay_on_the_sheet() -> None:
    made = printing.letter(letter(text="W" * 10_000), "en")
    assert text_of(made).replace(" ", "").count("W") >= 10_000
    assert faults(made) == []


def test_control_characters_and_overrides_of_direction_are_left_out() -> None:
    assert clean("a\x00b\x1bc\u202ed\u2066e\ufefff\U000e0041g\r\nh\ud800i\uffffj") == "abcdefg\nhij"
    assert "abcdef" in shown("abc\u202edef\x07")


def test_hashes_are_not_broken_but_endless_words_are() -> None:
    assert clean("ab" * 32) == "ab" * 32
    assert "\u200b" in clean("https://" + "x" * 60)


def test_letters_that_no_font_has_are_named_with_what_to_install() -> None:
    with pytest.raises(NoLetters) as none:
        printing.letter(letter(text="\U000f0000 \uf8ff"), "en")
    assert none.value.letters == ("\U000f0000", "\uf8ff")
    assert "U+F0000" in none.value.cause
    assert "fonts-noto-core" in none.value.cure
    assert "fonts-noto-cjk" in NoLetters("漢").cure


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_set_or_its_letters_are_named(text: str) -> None:
    try:
        made = printing.letter(letter(title=text[:60], text=text, facts=((text, text),)), "en")
    except NoLetters as none:
        assert set(none.letters) <= set(text)
    else:
        assert faults(made) == []
