"""The account of one fee: charged, waived, paid, refunded. It is folded from events and refuses what cannot be true.

A payment that was matched twice, a waiver of more than was charged, a refund of more than came: each is refused with
the sums behind it, so that an account never has to be mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from safeconduct.cases.fees.money import Amount, nothing, total

Kind = Literal["charged", "paid", "payment reversed", "waived", "refund ordered", "refunded", "refund returned"]
Status = Literal[
    "not charged", "due", "partly paid", "paid", "overpaid", "waived", "refund ordered", "partly refunded", "refunded"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_NEEDS_REASON: frozenset[Kind] = frozenset({"waived", "refund ordered"})
_NEEDS_KEY: frozenset[Kind] = frozenset({"paid", "payment reversed", "refunded", "refund returned"})


class CannotBe(ValueError):
    """An event that the account refuses; says what is wrong with the sums and what to do."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a fee. ``by`` is who did it, in which role; ``key`` names the payment in the bank's books."""

    kind: Kind
    on: date
    amount: Amount
    by: str
    why: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One fee of one case, with everything that happened to it."""

    fee: str
    payer: str
    reference: str
    events: tuple[Event, ...] = ()

    @property
    def currency(self) -> str:
        """The currency in which it was charged, empty before."""
        return self.events[0].amount.currency if self.events else ""

    def sum_of(self, *kinds: Kind) -> Amount:
        """All amounts of these kinds together."""
        return total((event.amount for event in self.events if event.kind in kinds), self.currency)

    @property
    def owed(self) -> Amount:
        """What was charged and not waived."""
        return self.sum_of("charged").minus(self.sum_of("waived"))

    @property
    def received(self) -> Amount:
        """What came and was not taken back by a bank."""
        return self.sum_of("paid").minus(self.sum_of("payment reversed"))

    @property
    def given_back(self) -> Amount:
        """What was refunded and did not come back."""
        return self.sum_of("refunded").minus(self.sum_of("refund returned"))

    @property
    def refund_pending(self) -> Amount:
        """What was ordered to be refunded and is not refunded; what a bank took back is not refunded as well."""
        ordered, received = self.sum_of("refund ordered"), self.received
        return (received if ordered.exceeds(received) else ordered).minus(self.given_back)

    @property
    def kept(self) -> Amount:
        """What came and is to stay: no refund of it was ordered."""
        return self.received.minus(self.sum_of("refund ordered"))

    @property
    def outstanding(self) -> Amount:
        """What is still to be paid. A refund that was ordered does not make a fee due again."""
        return self.owed.minus(self.received)

    @property
    def too_much(self) -> Amount:
        """What came beyond what is owed and nobody has ordered to give back yet."""
        return self.kept.minus(self.owed)

    @property
    def counted(self) -> frozenset[str]:
        """The payments of the bank's books that this account holds already."""
        return frozenset(event.key for event in self.events if event.key)

    @property
    def status(self) -> Status:
        """Where the fee stands, in one word."""
        if not self.events:
            return "not charged"
        empty = nothing(self.currency)
        if self.sum_of("refund ordered") != empty:
            return _refund_status(self)
        if self.too_much != empty:
            return "overpaid"
        if self.owed == empty:
            return "waived"
        if self.outstanding == empty:
            return "paid"
        return "due" if self.received == empty else "partly paid"


def applied(account: Account, event: Event) -> Account:
    """The account after an event.

    Raises:
        CannotBe: it cannot be true; nothing changed.

    """
    _has_what_it_needs(event)
    if event.kind == "charged":
        if account.events:
            raise CannotBe(f"'{account.fee}' was charged already on {account.events[0].on}; one case owes it once.")
        return replace(account, events=(event,))
    if not account.events:
        raise CannotBe(f"'{account.fee}' was never charged, so it cannot be {event.kind}. Charge it first.")
    if event.amount.currency != account.currency:
        raise CannotBe(f"'{account.fee}' is owed in {account.currency}, and this is {event.amount}. Ask who paid.")
    _is_new(account, event)
    _fits(account, event)
    return replace(account, events=(*account.events, event))


def folded(account: Account, events: Iterable[Event]) -> Account:
    """The account after all events, in their order."""
    for event in events:
        account = applied(account, event)
    return account


def _refund_status(account: Account) -> Status:
    empty = nothing(account.currency)
    if account.refund_pending == empty:
        return "refunded"
    return "refund ordered" if account.given_back == empty else "partly refunded"


def _has_what_it_needs(event: Event) -> None:
    if event.kind not in KINDS:
        raise CannotBe(f"'{event.kind}' is nothing that happens to a fee; it is one of: {', '.join(KINDS)}.")
    if event.amount == nothing(event.amount.currency):
        raise CannotBe(f"A fee cannot be {event.kind} with nothing; write an amount above zero.")
    if not event.by.strip():
        raise CannotBe(f"Nobody is named who says that the fee is {event.kind}.")
    if event.kind in _NEEDS_REASON and not event.why.strip():
        raise CannotBe(f"A fee that is {event.kind} needs a reason in writing: who reads the file must see why.")
    if event.kind in _NEEDS_KEY and not event.key.strip():
        raise CannotBe(f"A fee that is {event.kind} needs the key of the payment in the bank's books.")


def _is_new(account: Account, event: Event) -> None:
    held = {(known.kind, known.key) for known in account.events if known.key}
    if event.key and (event.kind, event.key) in held:
        raise CannotBe(f"This payment of {event.amount} was counted already; one payment counts once.")
    if event.kind == "paid" and event.key in account.counted:
        raise CannotBe(f"The key of this payment of {event.amount} stands for something else in this account.")


def _fits(account: Account, event: Event) -> None:
    most = {
        "payment reversed": (account.received, "received"),
        "waived": (account.owed, "owed"),
        "refund ordered": (account.kept, "held"),
        "refunded": (account.refund_pending, "ordered to be refunded"),
        "refund returned": (account.given_back, "given back"),
    }.get(event.kind)
    if most is not None and event.amount.exceeds(most[0]):
        raise CannotBe(f"{event.amount} cannot be {event.kind}: only {most[0]} is {most[1]} for '{account.fee}'.")
