"""The account of a fee: every order of events gives sums that can be true, or is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from safeconduct.cases.fees.account import Account, CannotBe, Event, Kind, Status, applied, folded
from safeconduct.cases.fees.money import Amount, read_amount

DAY = date(2027, 1, 15)
EMPTY = Account("permit fee", "worker", "RF713NQ54LVDGF01")


def event(kind: Kind, amount: str = "100", why: str = "", key: str = "", currency: str = "EUR") -> Event:
    return Event(kind, DAY, read_amount(amount, currency), "officer", why, key)


CHARGED = event("charged")


@pytest.mark.parametrize(
    ("events", "status", "outstanding", "too_much"),
    [
        ([], "not charged", None, None),
        ([CHARGED], "due", "100", "0"),
        ([CHARGED, event("paid", "40", key="a")], "partly paid", "60", "0"),
        ([CHARGED, event("paid", "40", key="a"), event("paid", "60", key="b")], "paid", "0", "0"),
        ([CHARGED, event("paid", "130", key="a")], "overpaid", "0", "30"),
        ([CHARGED, event("waived", "100", "cannot pay")], "waived", "0", "0"),
        ([CHARGED, event("waived", "30", "child"), event("paid", "70", key="a")], "paid", "0", "0"),
        ([CHARGED, event("paid", key="a"), event("waived", "100", "late proof")], "overpaid", "0", "100"),
        ([CHARGED, event("paid", key="a"), event("payment reversed", key="b")], "due", "100", "0"),
        ([CHARGED, event("paid", key="a"), event("refund ordered", why="withdrawn")], "refund ordered", "0", "0"),
        (
            [CHARGED, event("paid", key="a"), event("refund ordered", why="w"), event("refunded", "60", key="b")],
            "partly refunded",
            "0",
            "0",
        ),
        (
            [CHARGED, event("paid", key="a"), event("refund ordered", why="w"), event("refunded", key="b")],
            "refunded",
            "0",
            "0",
        ),
        (
            [
                CHARGED,
                event("paid", key="a"),
                event("refund ordered", why="w"),
                event("refunded", key="b"),
                event("refund returned", key="c"),
            ],
            "refund ordered",
            "0",
            "0",
        ),
    ],
)
def test_where_a_fee_stands(events: list[Event], status: Status, outstanding: str | None, too_much: str | None) -> None:
    account = folded(EMPTY, events)
    assert account.status == status
    if outstanding is not None and too_much is not None:
        assert account.outstanding == read_amount(outstanding, "EUR")
        assert account.too_much == read_amount(too_much, "EUR")


@pytest.mark.parametrize(
    ("before", "refused", "words"),
    [
        ([], event("paid", key="a"), "never charged"),
        ([CHARGED], CHARGED, "charged already"),
        ([CHARGED], event("paid", "100", key="a", currency="CZK"), "owed in EUR"),
        ([CHARGED], event("paid"), "needs the key"),
        ([CHARGED, event("paid", key="a")], event("paid", key="a"), "counts once"),
        ([CHARGED, event("paid", key="a")], event("payment reversed", "101", key="b"), "only 100.00 EUR is received"),
        ([CHARGED], event("waived"), "needs a reason"),
        ([CHARGED], event("waived", "100.01", "why"), "only 100.00 EUR is owed"),
        ([CHARGED], event("refund ordered", "1", "why"), "only 0.00 EUR is held"),
        ([CHARGED, event("paid", key="a")], event("refunded", "1", key="b"), "only 0.00 EUR is ordered"),
        ([CHARGED], event("refund returned", "1", key="b"), "only 0.00 EUR is given back"),
        ([CHARGED], event("paid", "0", key="a"), "with nothing"),
    ],
)
def test_what_cannot_be_is_refused_with_its_sums(before: list[Event], refused: Event, words: str) -> None:
    with pytest.raises(CannotBe, match=words):
        applied(folded(EMPTY, before), refused)


def test_somebody_is_always_named() -> None:
    with pytest.raises(CannotBe, match="Nobody is named"):
        applied(EMPTY, Event("charged", DAY, read_amount("1", "EUR"), " "))


def test_what_a_bank_took_back_is_not_refunded_as_well() -> None:
    paid = folded(EMPTY, [CHARGED, event("paid", key="a"), event("refund ordered", why="withdrawn")])
    taken_back = applied(paid, event("payment reversed", key="b"))
    with pytest.raises(CannotBe, match="ordered to be refunded"):
        applied(taken_back, event("refunded", key="c"))


class AnyOrder(RuleBasedStateMachine):
    """Whatever comes in whatever order, an account that was not refused has sums that can be true."""

    def __init__(self) -> None:
        super().__init__()
        self.account, self.refused = EMPTY, 0

    @rule(
        kind=st.sampled_from(
            ["charged", "paid", "paid", "payment reversed", "waived", "refund ordered", "refunded", "refund returned"]
        ),
        cents=st.integers(1, 20_000),
        key=st.sampled_from("abcdefgh"),
    )
    def happens(self, kind: Kind, cents: int, key: str) -> None:
        amount = Amount(Decimal(cents).scaleb(-2), "EUR")
        try:
            self.account = applied(self.account, Event(kind, DAY, amount, "officer", "because", key))
        except CannotBe as error:
            assert str(error).endswith((".", "once.")) or "Ask" in str(error)

    @invariant()
    def sums_hold(self) -> None:
        if not self.account.events:
            return
        value = {
            kind: sum((e.amount.value for e in self.account.events if e.kind == kind), Decimal(0))
            for kind in (
                "charged",
                "paid",
                "payment reversed",
                "waived",
                "refund ordered",
                "refunded",
                "refund returned",
            )
        }
        assert value["waived"] <= value["charged"]
        assert value["payment reversed"] <= value["paid"]
        assert value["refund ordered"] <= value["paid"]
        assert value["refunded"] - value["refund returned"] <= value["refund ordered"]
        assert value["refund returned"] <= value["refunded"]
        owed = value["charged"] - value["waived"]
        received = value["paid"] - value["payment reversed"]
        assert self.account.outstanding.value == max(owed - received, Decimal(0))
        counted = [(e.kind, e.key) for e in self.account.events if e.kind == "paid"]
        assert len(counted) == len(set(counted))
        assert folded(EMPTY, self.account.events) == self.account


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
