"""The fees in the file of a case."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases.fees.account import CannotBe, Event, applied
from safeconduct.cases.fees.in_file import accounts, money_of
from safeconduct.cases.fees.money import read_amount
from safeconduct.cases.fees.references import creditor_reference
from safeconduct.cases.numbers import case_number
from safeconduct.cases.recording import Told
from safeconduct.cases.said import Said, read, written
from tests.cases.making import FILED, OFFICER, file_of, law, played

NUMBER = case_number(b"secret", b"case")


def told(event: Event) -> Told:
    verb, money = money_of("permit fee", event)
    said = read(written(Said(money=money)))
    return Told(OFFICER, OFFICER.role, verb, "permit fee", "", "", event.on.isoformat(), said)


def events() -> list[Event]:
    day, fee = date(2027, 1, 12), read_amount("2500", "CZK")
    return [
        Event("charged", day, fee, OFFICER.who),
        Event("waived", day, read_amount("500", "CZK"), OFFICER.who, "child under 15"),
        Event("paid", day, read_amount("2100", "CZK"), OFFICER.who, key="k1"),
        Event("payment reversed", day, read_amount("100", "CZK"), OFFICER.who, key="k2"),
        Event("refund ordered", day, read_amount("2000", "CZK"), OFFICER.who, "withdrawn"),
        Event("refunded", day, read_amount("2000", "CZK"), OFFICER.who, key="k3"),
        Event("refund returned", day, read_amount("2000", "CZK"), OFFICER.who, key="k4"),
    ]


def test_entries_give_the_account_and_leave_the_case_as_it_stands() -> None:
    its = law()
    case = played(its, FILED, {}, [])
    file = file_of(case, its, [told(event) for event in events()])
    found = accounts(file, NUMBER)
    assert list(found) == list(its.procedure.fees)
    fee = found["permit fee"]
    assert (fee.payer, fee.reference) == ("worker", creditor_reference(NUMBER, 1))
    assert fee.events == tuple(events())
    assert (fee.status, found["recruitment fee"].status) == ("refund ordered", "not charged")
    assert file.case == file_of(case, its).case


def test_a_file_that_counts_a_payment_twice_is_wrong() -> None:
    its = law()
    twice = [told(event) for event in (*events()[:3], events()[2])]
    with pytest.raises(CannotBe, match="counts once"):
        accounts(file_of(played(its, FILED, {}, []), its, twice), NUMBER)


def test_an_event_is_checked_before_it_is_written() -> None:
    its = law()
    fee = accounts(file_of(played(its, FILED, {}, []), its, [told(events()[0])]), NUMBER)["permit fee"]
    assert applied(fee, events()[1]).owed == read_amount("2000", "CZK")
