"""The texts of payment codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.fees.money import read_amount
from safeconduct.cases.fees.payment_codes import NoCode, Payee, sepa_code, spayd_code
from safeconduct.cases.fees.references import creditor_reference, variable_symbol

REFERENCE, SYMBOL = creditor_reference("3NQ54-LVDGF", 1), variable_symbol("3NQ54-LVDGF", 1)
OFFICE = Payee("Ministry of Example", "CZ65 0800 0000 1920 0014 5399")


def test_a_sepa_code_has_its_lines_in_order() -> None:
    assert sepa_code(OFFICE, read_amount("100.5", "EUR"), REFERENCE) == (
        f"BCD\n002\n1\nSCT\n\nMinistry of Example\nCZ6508000000192000145399\nEUR100.50\n\n{REFERENCE}"
    )


def test_a_short_payment_descriptor_has_its_fields() -> None:
    told = spayd_code(OFFICE, read_amount("2500", "CZK"), SYMBOL, "karta * 100 %")
    assert told == f"SPD*1.0*ACC:CZ6508000000192000145399*AM:2500.00*CC:CZK*X-VS:{SYMBOL}*MSG:karta %2A 100 %25"


@pytest.mark.parametrize("iban", ["CZ6508000000192000145399", "DE89370400440532013000", "GB82WEST12345698765432"])
def test_published_accounts_are_right(iban: str) -> None:
    assert Payee("x", iban.lower()).iban == iban


@given(st.integers(2, 23), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_account_is_found(at: int, digit: str) -> None:
    wrong = OFFICE.iban[:at] + digit + OFFICE.iban[at + 1 :]
    if wrong != OFFICE.iban:
        with pytest.raises(NoCode, match="no IBAN"):
            Payee("x", wrong)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 71])
def test_a_payee_has_a_name_of_one_line(name: str) -> None:
    with pytest.raises(NoCode, match="one line"):
        Payee(name, OFFICE.iban)


def test_what_no_code_can_say_is_refused() -> None:
    with pytest.raises(NoCode, match="in euro"):
        sepa_code(OFFICE, read_amount("1", "CZK"), REFERENCE)
    with pytest.raises(NoCode, match="in euro"):
        sepa_code(OFFICE, read_amount("0", "EUR"), REFERENCE)
    with pytest.raises(NoCode, match="ISO 11649"):
        sepa_code(OFFICE, read_amount("1", "EUR"), REFERENCE[:-1])
    with pytest.raises(NoCode, match="nothing to pay"):
        spayd_code(OFFICE, read_amount("0", "CZK"), SYMBOL)
    with pytest.raises(NoCode, match="variable symbol"):
        spayd_code(OFFICE, read_amount("1", "CZK"), "123")
