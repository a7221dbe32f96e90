"""The fees in the file of a case."""

from __future__ import annotations

from datetime import date

from safeconduct.cases.fees.account import Event
from safeconduct.cases.fees.filed import VERB_OF, accounts, is_due
from safeconduct.cases.fees.money import read_amount
from safeconduct.cases.fees.references import creditor_reference
from safeconduct.cases.numbers import case_number
from safeconduct.cases.recording import Told
from safeconduct.cases.said import Money, Said, read, written
from tests.cases.making import FILED, OFFICER, file_of, law, played

NUMBER = case_number(b"secret", b"case")
REFERENCE = creditor_reference(NUMBER, 1)
DAY = date(2027, 1, 12)


def event(kind: str, amount: str, why: str = "", key: str = "") -> Event:
    return Event(kind, DAY, read_amount(amount, "CZK"), OFFICER.who, why, key)  # type: ignore[arg-type]


EVENTS = [
    event("charged", "2500", "scale of 2027"),
    event("waived", "500", "child under 15"),
    event("paid", "2100", key="k1"),
    event("payment reversed", "100", key="k2"),
    event("refund ordered", "2000", "withdrawn"),
    event("refunded", "2000", key="k3"),
    event("refund returned", "2000", key="k4"),
]


def told(one: Event) -> Told:
    """The entry that tells an event, through the bytes in which it is kept."""
    amount = one.amount
    money = Money("permit fee", str(amount.value), amount.currency, REFERENCE, one.why, "", one.kind, one.key)
    said = read(written(Said(money=money)))
    return Told(OFFICER, OFFICER.role, VERB_OF[one.kind], "permit fee", "", "", one.on.isoformat(), said)


def test_entries_give_the_account_and_leave_the_case_as_it_stands() -> None:
    its = law()
    case = played(its, FILED, {}, [])
    file = file_of(case, its, [told(one) for one in EVENTS])
    (fee,) = accounts(file, NUMBER)
    assert (fee.fee, fee.payer, fee.reference) == ("permit fee", "worker", REFERENCE)
    assert [(e.kind, e.amount, e.on, e.by) for e in fee.events] == [(e.kind, e.amount, e.on, e.by) for e in EVENTS]
    assert [e.key for e in fee.events if e.key.startswith("k")] == ["k1", "k2", "k3", "k4"]
    assert (fee.status, str(fee.refund_pending)) == ("refund ordered", "2000.00 CZK")
    assert file.case == file_of(case, its).case


def test_a_payment_that_was_entered_twice_counts_once() -> None:
    its = law()
    twice = [told(one) for one in (*EVENTS[:3], EVENTS[2])]
    (fee,) = accounts(file_of(played(its, FILED, {}, []), its, twice), NUMBER)
    assert str(fee.received) == "2100.00 CZK"


def test_what_is_still_to_be_paid_is_due() -> None:
    its = law()
    case = played(its, FILED, {}, [])
    assert is_due(accounts(file_of(case, its, [told(EVENTS[0])]), NUMBER))
    assert not is_due(accounts(file_of(case, its, [told(EVENTS[0]), told(event("paid", "2500", key="k"))]), NUMBER))
    assert accounts(file_of(case, its), NUMBER) == ()
