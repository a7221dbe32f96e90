"""Statements that are tables, in forms that a file describes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.fees.csv_statement import NotAForm, read_form, read_table, table_forms
from safeconduct.cases.fees.statement import LARGEST_STATEMENT, NotAStatement

PLAIN = table_forms()["plain"]
CENTRAL = table_forms()["central-european"]
HEAD = "booked_on,amount,currency,account,reference,text,payer,bank_reference,reversal\n"
FORM = """
form: x
title: x
encoding: utf-8
between columns: ","
decimal mark: "."
dates: year-month-day
columns: {booked on: d, amount: a, currency: c, account: k}
yes: "yes"
"""


def test_the_plain_form() -> None:
    text = (
        HEAD + '2027-01-15,2500.00,CZK,CZ65 0800,RF71,"fee, for two",Aisha,B1,no\n2027-01-16,-10,CZK,CZ650800,,,,,yes\n'
    )
    (statement,) = read_table(text.encode(), PLAIN, "january")
    first, second = statement.transactions
    assert (statement.identification, statement.account) == ("january", "CZ650800")
    assert (str(first.amount), first.came, first.booked_on) == ("2500.00 CZK", True, date(2027, 1, 15))
    assert (first.references, first.text, first.payer, first.bank_reference) == (
        ("RF71",),
        "fee, for two",
        "Aisha",
        "B1",
    )
    assert (str(second.amount), second.came, second.reversal) == ("10.00 CZK", False, True)


def test_the_form_of_central_europe_with_its_mark() -> None:
    text = (
        "\ufeffDatum zaúčtování;Částka;Měna;Účet;Variabilní symbol;Zpráva\r\n"
        "15.01.2027;2 500,50;CZK;19-2000145399/0800;1234567897;poplatek\r\n"
        "3. 4. 2027;-1,00;EUR;35/0100;;\r\n"
    )
    first, second = read_table(text.encode(), CENTRAL)
    (one,), (other,) = first.transactions, second.transactions
    assert (str(one.amount), one.references, one.booked_on) == ("2500.50 CZK", ("VS:1234567897",), date(2027, 1, 15))
    assert (str(other.amount), other.came, other.booked_on) == ("1.00 EUR", False, date(2027, 4, 3))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column 'booked_on', 'amount', 'currency', 'account'"),
        ("booked_on,amount,currency,account,account\n", "a column stands twice"),
        ("booked_on;amount;currency;account\n2027-01-15;1;EUR;A\n", "no column"),
        ("booked_on,amount,currency,account\n2027-01-15,1,EUR\n", "Row 2 has not as many columns"),
        ("booked_on,amount,currency,account\n2027-01-15,1,EUR,A,B\n", "Row 2 has not as many columns"),
        ("booked_on,amount,currency,account\n15.01.2027,1,EUR,A\n", "Row 2: '15.01.2027' is no date"),
        ("booked_on,amount,currency,account\n2027-02-30,1,EUR,A\n", "no date"),
        ('booked_on,amount,currency,account\n2027-01-15,"1,00",EUR,A\n', "Row 2: '1,00' is no amount"),
        ("booked_on,amount,currency,account\n2027-01-15,=1+1,EUR,A\n", "no amount"),
        ("booked_on,amount,currency,account\n2027-01-15,--,EUR,A\n", "no amount"),
        ("booked_on,amount,currency,account\n2027-01-15,1,euro,A\n", "no currency"),
        ("booked_on,amount,currency,account\n2027-01-15,1,EUR,\n", "on which account"),
        ('booked_on,amount,currency,account\n"2027-01-15,1,EUR,A\n', "no table"),
    ],
)
def test_what_is_not_in_its_form_is_refused_with_its_row(text: str, words: str) -> None:
    with pytest.raises(NotAStatement, match=words):
        read_table(text.encode(), PLAIN)


def test_a_decimal_comma_never_becomes_thousands() -> None:
    head = "Datum zaúčtování;Částka;Měna;Účet\n"
    for written in ("1.250,00", "1.250", "1,250"):
        with pytest.raises(NotAStatement, match="Row 2"):
            read_table(f"{head}15.01.2027;{written};CZK;A\n".encode(), CENTRAL)


def test_another_encoding_or_size_is_refused() -> None:
    with pytest.raises(NotAStatement, match="not written in utf-8"):
        read_table("Částka".encode("cp1250"), PLAIN)
    with pytest.raises(NotAStatement, match="bytes"):
        read_table(b" " * (LARGEST_STATEMENT + 1), PLAIN)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_statement_or_a_clear_refusal(junk: bytes) -> None:
    for content in (junk, HEAD.encode() + junk):
        try:
            read_table(content, PLAIN)
        except NotAStatement as error:
            assert str(error)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("account: k", "colour: k"),
        ("account: k", "account: d"),
        (", account: k", ""),
        ('decimal mark: "."', 'decimal mark: "x"'),
        ("title: x", "colour: x"),
        ("dates: year-month-day", "dates: month/day/year"),
    ],
)
def test_a_form_that_cannot_be_is_refused(old: str, new: str) -> None:
    assert read_form(FORM).form == "x"
    with pytest.raises(NotAForm, match=r"library/fees/csv/form.yaml"):
        read_form(FORM.replace(old, new))


def test_each_form_of_the_library_stands_in_a_file_of_its_name() -> None:
    assert list(table_forms()) == ["central-european", "plain"]
