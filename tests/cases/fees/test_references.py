"""A reference says its case and fee, and one wrong sign is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.fees.references import (
    NotAReference,
    Reference,
    creditor_reference,
    is_creditor_reference,
    is_variable_symbol,
    on_paper,
    read_creditor_reference,
    references_in,
    symbols_in,
    variable_symbol,
)
from safeconduct.cases.numbers import ALPHABET, case_number

NUMBERS = st.binary(min_size=16, max_size=16).map(lambda case: case_number(b"secret", case))
FEES = st.integers(1, 99)


@pytest.mark.parametrize("published", ["RF18539007547034", "RF18000000000539007547034", "RF04", "RF712348231"])
def test_published_references_are_judged_right(published: str) -> None:
    """Vectors that circulate with the standard; RF04 has no reference behind its check digits."""
    assert is_creditor_reference(published) == (published != "RF04")


def test_the_longest_is_twenty_five_signs() -> None:
    assert not is_creditor_reference("RF18" + "0" * 9 + "539007547034" + "0")


@given(NUMBERS, FEES)
def test_a_reference_says_its_case_and_fee(number: str, fee: int) -> None:
    reference = creditor_reference(number, fee)
    assert is_creditor_reference(reference)
    assert read_creditor_reference(reference) == Reference(number, fee)
    assert read_creditor_reference(on_paper(reference).lower()) == Reference(number, fee)


@given(NUMBERS, FEES, st.integers(2, 15), st.sampled_from("0123456789" + ALPHABET))
def test_one_wrong_sign_is_found(number: str, fee: int, at: int, sign: str) -> None:
    reference = creditor_reference(number, fee)
    wrong = reference[:at] + sign + reference[at + 1 :]
    assert wrong == reference or read_creditor_reference(wrong) is None


@given(NUMBERS, FEES, st.integers(2, 14))
def test_two_signs_that_changed_places_are_found(number: str, fee: int, at: int) -> None:
    reference = creditor_reference(number, fee)
    wrong = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
    assert wrong == reference or read_creditor_reference(wrong) is None


@given(NUMBERS, FEES, st.integers(0, 3))
def test_a_variable_symbol_checks_itself_and_keeps_its_length(number: str, fee: int, attempt: int) -> None:
    symbol = variable_symbol(number, fee, attempt)
    assert is_variable_symbol(symbol) and len(symbol) == 10 and symbol.isdecimal() and symbol[0] != "0"
    assert not is_variable_symbol(symbol[:-1] + str((int(symbol[-1]) + 1) % 10))
    assert variable_symbol(number, fee, attempt + 1) != symbol


def test_a_check_digit_is_that_of_the_standard() -> None:
    assert is_variable_symbol("7992739871" + "3") is False  # eleven digits
    assert is_variable_symbol("1234567897")


@pytest.mark.parametrize(("number", "fee"), [("7KQ3M-9FT2Y", 1), ("", 1), ("3NQ54-LVDGF", 0), ("3NQ54-LVDGF", 100)])
def test_no_reference_is_made_of_what_is_no_case_or_fee(number: str, fee: int) -> None:
    with pytest.raises(NotAReference):
        creditor_reference(number, fee)


def test_a_reference_of_another_creditor_is_not_ours() -> None:
    assert read_creditor_reference("RF18539007547034") is None


def test_references_are_found_as_people_write_them() -> None:
    reference = creditor_reference("3NQ54-LVDGF", 1)
    for text in (reference, on_paper(reference), f"fee {on_paper(reference).lower()} for Jan Novak", f"({reference})"):
        assert references_in(text) == (reference,), text
    assert references_in(f"{reference} {reference}") == (reference,)
    assert references_in("X" + reference) == ()
    assert references_in("RF00" + reference[4:]) == ()


def test_symbols_are_found_as_banks_write_them() -> None:
    symbol = variable_symbol("3NQ54-LVDGF", 1)
    for text in (f"VS:{symbol}", f"/VS/{symbol}/SS//KS/", f"vs {symbol}", f"VS{symbol}"):
        assert symbols_in(text) == (symbol,), text
    assert symbols_in(symbol) == ()
    assert symbols_in(f"VS:{symbol}1") == ()
