"""Amounts are exact, have the digits of their currency, and are never converted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.fees.money import Amount, NotMoney, currencies, nothing, read_amount, read_currencies, total

CENTS = st.integers(0, 10**12).map(lambda n: Amount(Decimal(n).scaleb(-2), "EUR"))


def test_an_amount_has_the_digits_of_its_currency() -> None:
    assert str(read_amount("2500", "CZK")) == "2500.00 CZK"
    assert str(read_amount("2500", "JPY")) == "2500 JPY"
    assert str(read_amount("1.5", "TND")) == "1.500 TND"
    assert read_amount("1.10", "EUR") == read_amount("1.1", "EUR")


@pytest.mark.parametrize("text", ["", "-1", "1e3", "NaN", "Infinity", "1,50", "1.", ".5", "١٢", "1 000", "9" * 16])
def test_what_is_no_plain_number_is_no_amount(text: str) -> None:
    with pytest.raises(NotMoney, match="no amount of money"):
        read_amount(text, "EUR")


def test_nobody_can_pay_a_part_of_a_cent_or_in_an_unknown_currency() -> None:
    with pytest.raises(NotMoney, match="more than 2 digits"):
        read_amount("1.005", "EUR")
    with pytest.raises(NotMoney, match="more than 0 digits"):
        read_amount("1.5", "JPY")
    with pytest.raises(NotMoney, match="ISO 4217"):
        read_amount("1", "XYZ")
    with pytest.raises(NotMoney, match="not negative"):
        Amount(Decimal(-1), "EUR")


def test_currencies_are_never_added_up() -> None:
    with pytest.raises(NotMoney, match="two currencies"):
        read_amount("1", "EUR").plus(read_amount("1", "CZK"))


@given(st.lists(CENTS, max_size=20))
def test_sums_are_exact_in_any_order(amounts: list[Amount]) -> None:
    expected = sum((amount.value for amount in amounts), Decimal(0))
    assert total(amounts, "EUR").value == total(reversed(amounts), "EUR").value == expected


@given(CENTS, CENTS)
def test_what_is_left_is_never_below_nothing(one: Amount, other: Amount) -> None:
    left = one.minus(other)
    assert left == nothing("EUR") if not one.exceeds(other) else left.plus(other) == one


def test_a_list_with_one_currency_twice_is_refused() -> None:
    with pytest.raises(NotMoney, match="twice"):
        read_currencies('digits: {"2": [EUR, EUR]}')
    with pytest.raises(NotMoney, match="three capitals"):
        read_currencies('digits: {"2": [euro]}')


def test_the_currencies_of_the_states_of_the_library_are_known() -> None:
    wanted = {"EUR", "CZK", "PLN", "HUF", "RON", "BGN", "DKK", "SEK", "CHF", "TRY", "UAH", "MDL", "GEL", "AMD", "PKR"}
    assert wanted - set(currencies()) == {"BGN"}  # Bulgaria pays in euro since 1 January 2026
    assert currencies()["KWD"] == 3
