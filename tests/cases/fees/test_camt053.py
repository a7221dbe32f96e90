"""Statements of ISO 20022 in both shapes, and what is hostile, broken, or does not add up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.fees.camt053 import read_camt053
from safeconduct.cases.fees.money import read_amount
from safeconduct.cases.fees.statement import LARGEST_STATEMENT, NotAStatement, Transaction
from tests.cases.fees.statements import OURS, SPACE, Part, Row, camt053

VERSIONS = ("02", "03", "04", "06", "08", "10", "13")
REFERENCE = "RF713NQ54LVDGF01"


def only(content: bytes) -> tuple[Transaction, ...]:
    statements = read_camt053(content)
    assert len(statements) == 1
    return statements[0].transactions


@pytest.mark.parametrize("version", VERSIONS)
def test_both_shapes_say_the_same(version: str) -> None:
    row = Row("2500.00", bank_reference="B1", number="1", parts=(Part("2500.00", REFERENCE, "E2E-7", "fee"),))
    statement = read_camt053(camt053(row, version=version))[0]
    assert (statement.identification, statement.account, statement.not_booked) == ("STATEMENT 10/2027", OURS, 0)
    assert statement.transactions == (
        Transaction(
            read_amount("2500", "CZK"),
            came=True,
            booked_on=date(2027, 1, 15),
            account=OURS,
            bank_reference="B1",
            entry_reference="1",
            references=(REFERENCE, "E2E-7"),
            text="fee",
            payer="Aisha Rahman",
            payer_account="DE02120300000000202051",
        ),
    )


def test_what_is_not_booked_is_counted_and_left_out() -> None:
    statement = read_camt053(camt053(Row("1.00"), Row("2.00", status="PDNG"), version="08"))[0]
    assert ([str(t.amount) for t in statement.transactions], statement.not_booked) == (["1.00 CZK"], 1)


@pytest.mark.parametrize(("came", "reversal"), [(True, False), (False, False), (False, True), (True, True)])
def test_ways_of_money(came: bool, reversal: bool) -> None:
    (found,) = only(camt053(Row("5.00", came=came, reversal=reversal)))
    assert (found.came, found.reversal, found.payer) == (came, reversal, "Aisha Rahman")


def test_an_entry_that_books_several_is_told_apart_where_its_parts_give_its_sum() -> None:
    parts = (Part("10.00", REFERENCE), Part("20.00", text="no reference"))
    for version in ("02", "08"):
        found = only(camt053(Row("30.00", bank_reference="B1", parts=parts), version=version))
        assert [(str(t.amount), t.part, t.unclear) for t in found] == [("10.00 CZK", 0, ""), ("20.00 CZK", 1, "")]
        assert len({t.key for t in found}) == 2


def test_parts_that_do_not_give_the_sum_are_left_together_for_a_person() -> None:
    (found,) = only(camt053(Row("31.00", parts=(Part("10.00", REFERENCE), Part("20.00")))))
    assert (str(found.amount), found.references) == ("31.00 CZK", ())
    assert "do not give its sum" in found.unclear
    (found,) = only(camt053(Row("31.00", parts=(Part(""), Part("")))))
    assert found.unclear


def test_several_that_are_not_told_apart_are_for_a_person() -> None:
    (found,) = only(camt053(Row("31.00", parts=(), together=3)))
    assert "does not tell them apart" in found.unclear


def test_one_entry_in_two_statements_has_one_key() -> None:
    row, other = Row("10.00", bank_reference="B1", number="1"), Row("10.00", bank_reference="B1", number="7")
    later = camt053(Row("3.00", bank_reference="B0"), other, opening="900.00", version="08")
    assert only(camt053(row))[0].key == only(later)[1].key
    assert only(camt053(row))[0].key != only(camt053(row, ours="CZ0000000000000000000000"))[0].key


def test_two_equal_payments_without_a_reference_of_the_bank_are_two() -> None:
    first, second = only(camt053(Row("10.00"), Row("10.00")))
    assert first.key != second.key
    assert [t.key for t in only(camt053(Row("10.00"), Row("10.00"), Row("4.00")))][:2] == [first.key, second.key]


def test_a_statement_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(NotAStatement, match=r"opens with 1000.00, moves by 10.00 and closes with 1011.00"):
        read_camt053(camt053(Row("10.00"), closing="1011.00"))


def test_a_balance_may_be_owed_to_the_bank() -> None:
    assert len(only(camt053(Row("2000.00", came=False)))) == 1


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><x>&b;</x></Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><x>&a;</x></Document>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BOMB, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        (b"<!DOCTYPE html><html></html>", "declares a document type"),
        (b"", "no XML"),
        (b"date;amount", "no XML"),
        (b"<Document>", "no XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "no XML"),
        (b"<a>" * 500 + b"</a>" * 500, "deep"),
        (b"<Document/>", "no account statement"),
        (camt053(Row("1.00")).replace(b"camt.053", b"camt.054"), "no account statement"),
        (camt053(Row("1.00")).replace(b"camt.053.001.02", b"camt.053.001.01"), "no account statement"),
        (f"<Document xmlns='{SPACE}08'><BkToCstmrStmt/></Document>".encode(), "no statement"),
        (camt053(Row("1.00"), ours=""), "whose account"),
        (camt053(Row("1e3")), "cannot be"),
        (camt053(Row("1.00")).replace(b"<Amt Ccy='CZK'>1.00", b"<Amt Ccy='CZK'>-1.00"), "cannot be"),
        (camt053(Row("1.00", currency="ABC")), "ISO 4217"),
        (camt053(Row("1.00", day="2027-13-01")), "no date"),
        (camt053(Row("1.00")).replace(b"CRDT", b"CREDIT"), "CdtDbtInd"),
        (b" " * (LARGEST_STATEMENT + 1), "bytes"),
    ],
)
def test_what_is_hostile_broken_or_something_else_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(NotAStatement, match=words):
        read_camt053(content)


def test_elements_of_another_namespace_say_nothing() -> None:
    planted = camt053(Row("1.00")).replace(b"<RmtInf>", b"<RmtInf xmlns='urn:other'>")
    assert only(planted)[0].text == ""


@given(st.binary(max_size=300), st.integers(0, 1500))
def test_any_damage_gives_a_statement_or_a_clear_refusal(junk: bytes, at: int) -> None:
    whole = camt053(Row("10.00", bank_reference="B1", parts=(Part("10.00", REFERENCE),)))
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    try:
        read_camt053(damaged)
    except NotAStatement as error:
        assert str(error)


def test_a_symbol_whose_kind_stands_beside_it_is_read_as_one() -> None:
    content = camt053(Row("2500.00", parts=(Part(reference="7537045838"),)))
    kind = b"<CdtrRefInf><Tp><CdOrPrtry><Prtry>VS</Prtry></CdOrPrtry></Tp>"
    (one,) = only(content.replace(b"<CdtrRefInf>", kind))
    assert one.references == ("VS:7537045838",)
    (plain,) = only(content)
    assert plain.references == ("7537045838",)
