"""What is nearly a reference is found, exactly as by comparing all, among very many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from safeconduct.cases.fees.candidates import NEAR, Near
from safeconduct.cases.fees.references import creditor_reference, variable_symbol
from safeconduct.cases.numbers import ALPHABET, case_number

NUMBERS = [case_number(b"secret", n.to_bytes(16, "big")) for n in range(300)]
WRITTEN = [creditor_reference(n, 1) for n in NUMBERS] + [variable_symbol(n, 1) for n in NUMBERS]
INDEX = Near(WRITTEN)


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """A reference with up to three signs changed, dropped, added, or exchanged with the next."""
    word = draw(st.sampled_from(WRITTEN))
    for _ in range(draw(st.integers(0, 3))):
        at, sign = draw(st.integers(0, len(word) - 2)), draw(st.sampled_from(ALPHABET))
        kind = draw(st.sampled_from(["change", "drop", "add", "exchange"]))
        if kind == "exchange":
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        else:
            word = word[:at] + ("" if kind == "drop" else sign) + word[at + (kind != "add") :]
    return word


@given(mistyped())
def test_it_finds_what_comparing_all_finds(word: str) -> None:
    compared = {one: Levenshtein.distance(word, one) for one in WRITTEN}
    assert dict(INDEX.to(word)) == {one: apart for one, apart in compared.items() if apart <= NEAR}


@given(st.text(max_size=30))
def test_any_text_is_near_to_nothing_or_to_what_it_nearly_is(word: str) -> None:
    assert all(Levenshtein.distance(word, one) == apart <= NEAR for one, apart in INDEX.to(word))
