"""Only a right reference in the right currency settles a fee; nothing is lost or counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.cases.fees.account import Account, CannotBe, Event, folded
from safeconduct.cases.fees.camt053 import read_camt053
from safeconduct.cases.fees.matching import Charge, Result, match, settled_by_hand
from safeconduct.cases.fees.money import Amount, read_amount, total
from safeconduct.cases.fees.references import creditor_reference, on_paper, variable_symbol
from safeconduct.cases.fees.statement import Statement, Transaction
from safeconduct.cases.numbers import case_number
from tests.cases.fees.statements import Part, Row, camt053

FIRST, SECOND = (case_number(b"secret", bytes([n]) * 16) for n in (1, 2))
DAY = date(2027, 1, 11)


def charge(number: str, amount: str = "2500", currency: str = "CZK", *more: Event) -> Charge:
    account = Account("permit fee", "worker", creditor_reference(number, 1))
    charged = Event("charged", DAY, read_amount(amount, currency), "officer")
    return Charge(number, folded(account, [charged, *more]), variable_symbol(number, 1))


ONE, TWO = charge(FIRST), charge(SECOND)
REFERENCE, SYMBOL = ONE.account.reference, ONE.symbol


def paid(amount: str = "2500.00", reference: str = "", text: str = "", **row: object) -> Row:
    return Row(amount, parts=(Part(amount, reference, text=text),), **row)  # type: ignore[arg-type]


def matched(*rows: Row, charges: tuple[Charge, ...] = (ONE, TWO), opening: str = "1000.00") -> Result:
    return match(read_camt053(camt053(*rows, opening=opening)), charges)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (REFERENCE, ""),
        (on_paper(REFERENCE), ""),
        ("", f"fee {on_paper(REFERENCE).lower()} Rahman"),
        (f"VS:{SYMBOL}", ""),
        ("", f"/VS/{SYMBOL}/SS/0/KS/0308"),
        (REFERENCE, f"VS {SYMBOL}"),
    ],
)
def test_a_right_reference_settles_its_fee(reference: str, text: str) -> None:
    result = matched(paid(reference=reference, text=text))
    (found,) = result.matched
    assert (found.charge.case, found.charge.account.status, found.event.kind) == (FIRST, "paid", "paid")
    assert found.event.key == found.transaction.key
    assert not result.for_a_person


@pytest.mark.parametrize(
    ("row", "why", "candidates"),
    [
        (paid(), "no reference", [FIRST, SECOND]),
        (paid("99.00"), "no reference", []),
        (paid(text="Aisha Rahman, permit"), "no reference", [FIRST, SECOND]),
        (paid("99.00", REFERENCE[:-1] + "9"), "no reference", [FIRST]),
        (paid("99.00", REFERENCE[:5] + REFERENCE[6] + REFERENCE[5] + REFERENCE[7:]), "no reference", [FIRST]),
        (paid("99.00", text=f"{SYMBOL[:-2]}{SYMBOL[-1]}"), "no reference", [FIRST]),
        (paid("99.00", "RF18539007547034"), "no fee of this office has it", []),
        (paid("99.00", REFERENCE, text=TWO.account.reference), "more than one fee", [FIRST, SECOND]),
        (paid("99.00", SYMBOL), "no reference", [FIRST]),
    ],
)
def test_everything_else_is_shown_to_a_person(row: Row, why: str, candidates: list[str]) -> None:
    result = matched(row)
    assert not result.matched
    (shown,) = result.for_a_person
    assert why in shown.why
    assert [c.case for c in shown.candidates] == candidates


def test_the_wrong_currency_is_never_converted() -> None:
    result = matched(paid("100.00", REFERENCE), charges=(charge(FIRST, "100", "EUR"),))
    (shown,) = result.for_a_person
    assert "owed in EUR" in shown.why and [c.case for c in shown.candidates] == [FIRST]


def test_parts_of_a_fee_and_too_much() -> None:
    result = matched(*(paid("1000.00", REFERENCE, bank_reference=f"B{n}") for n in range(3)))
    assert [m.charge.account.status for m in result.matched] == ["partly paid", "partly paid", "overpaid"]
    assert str(result.matched[-1].charge.account.too_much) == "500.00 CZK"


def test_one_payment_in_two_statements_counts_once() -> None:
    row = paid(reference=REFERENCE, bank_reference="B1")
    statements = read_camt053(camt053(row)) + read_camt053(
        camt053(paid("1.00", bank_reference="B0"), row, version="08")
    )
    result = match(statements, [ONE])
    assert len(result.matched) == 1 and len(result.counted_before) == 1
    again = match(statements, [result.matched[0].charge], [t.transaction.taken for t in result.for_a_person])
    assert not again.matched and len(again.counted_before) == 3


def test_what_only_looks_like_one_that_was_counted_is_shown() -> None:
    named = paid(reference=REFERENCE, bank_reference="B1")
    nameless = paid(reference=REFERENCE, text="from the table of the same day")
    first = match(read_camt053(camt053(named)), [ONE])
    later = match(read_camt053(camt053(nameless)), [first.matched[0].charge], [first.matched[0].transaction.taken])
    assert "looks like one" in later.for_a_person[0].why
    other = replace(named, bank_reference="B2")
    third = match(read_camt053(camt053(other)), [first.matched[0].charge], [first.matched[0].transaction.taken])
    assert [m.charge.account.status for m in third.matched] == ["overpaid"]  # the bank says that they are two


def test_a_payment_that_a_bank_takes_back_makes_the_fee_due_again() -> None:
    result = matched(
        paid(reference=REFERENCE, bank_reference="B1"),
        paid(reference=REFERENCE, bank_reference="B2", came=False, reversal=True),
    )
    assert [m.event.kind for m in result.matched] == ["paid", "payment reversed"]
    assert result.matched[-1].charge.account.status == "due"


def test_a_reversal_of_what_never_came_is_for_a_person() -> None:
    result = matched(paid(reference=REFERENCE, came=False, reversal=True), opening="9000.00")
    assert "only 0.00 CZK is received" in result.for_a_person[0].why


def test_a_refund_is_seen_when_it_was_made_and_when_it_comes_back() -> None:
    ordered = Event("refund ordered", DAY, read_amount("2500", "CZK"), "officer", "withdrawn")
    before = charge(FIRST, "2500", "CZK", Event("paid", DAY, read_amount("2500", "CZK"), "bank", key="k"), ordered)
    out = paid(reference=REFERENCE, came=False, bank_reference="B1")
    back = paid(reference=REFERENCE, came=True, reversal=True, bank_reference="B2")
    result = matched(out, back, charges=(before,), opening="9000.00")
    assert [m.charge.account.status for m in result.matched] == ["refunded", "refund ordered"]
    nameless = matched(paid(came=False), charges=(before,), opening="9000.00")
    assert [c.case for c in nameless.for_a_person[0].candidates] == [FIRST]


def test_money_that_goes_out_for_other_things_is_left_alone() -> None:
    result = matched(paid("300.00", came=False, text="wages"))
    assert len(result.not_of_fees) == 1 and not result.for_a_person


def test_what_the_bank_does_not_tell_apart_is_for_a_person() -> None:
    row = Row("5000.00", parts=(Part("2500.00", REFERENCE), Part("2400.00", TWO.account.reference)))
    result = matched(row)
    assert not result.matched and "do not give its sum" in result.for_a_person[0].why


def test_two_cases_with_one_symbol_are_never_matched_by_it() -> None:
    result = matched(paid(reference=f"VS:{SYMBOL}"), charges=(ONE, replace(TWO, symbol=SYMBOL)))
    assert result.for_a_person[0].why == "it names more than one fee"


def test_a_person_settles_what_is_unclear_with_a_reason() -> None:
    (shown,) = matched(paid()).for_a_person
    event = settled_by_hand(shown.transaction, ONE, by="clerk", why="sender's letter of 14 January")
    assert folded(ONE.account, [event]).status == "paid"
    with pytest.raises(CannotBe, match="Write why"):
        settled_by_hand(shown.transaction, ONE, by="clerk", why=" ")
    euro = replace(shown.transaction, amount=read_amount("2500", "EUR"))
    with pytest.raises(CannotBe, match="owed in CZK"):
        settled_by_hand(euro, ONE, by="clerk", why="letter")


ANY = st.builds(
    Transaction,
    amount=st.integers(1, 300_000).map(lambda n: Amount(Decimal(n).scaleb(-2), "CZK")),
    came=st.booleans(),
    booked_on=st.dates(date(2027, 1, 1), date(2027, 1, 4)),
    account=st.just("ours"),
    reversal=st.booleans(),
    bank_reference=st.sampled_from(["", "B1", "B2", "B3"]),
    references=st.lists(st.sampled_from([REFERENCE, TWO.account.reference, f"VS:{SYMBOL}", "x"]), max_size=2).map(
        tuple
    ),
    text=st.sampled_from(["", "fee", REFERENCE[:-1]]),
)


@settings(max_examples=60)
@given(st.lists(ANY, max_size=12))
def test_nothing_is_lost_nothing_is_counted_twice(transactions: list[Transaction]) -> None:
    statement = Statement("s", "ours", tuple(transactions))
    result = match([statement, statement], [ONE, TWO])
    everything = [
        *(m.transaction for m in result.matched),
        *(f.transaction for f in result.for_a_person),
        *result.counted_before,
        *result.not_of_fees,
    ]
    assert sorted(t.key for t in everything) == sorted(t.key for t in [*transactions, *transactions])
    counted = [m.event.key for m in result.matched]
    assert len(counted) == len(set(counted))
    came = total((m.transaction.amount for m in result.matched if m.event.kind == "paid"), "CZK")
    latest = {m.charge.case: m.charge.account for m in result.matched}
    assert total((a.sum_of("paid") for a in latest.values()), "CZK") == came
    for m in result.matched:
        written = " ".join((*m.transaction.references, m.transaction.text))
        assert m.charge.account.reference in written or m.charge.symbol in written
