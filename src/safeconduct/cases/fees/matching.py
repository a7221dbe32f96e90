"""Which payment settles which fee. Only a right reference in the right currency does so by itself; the rest is shown.

A payment is never matched by guess: an equal amount or a name is no more than a candidate, which a person confirms.
What was counted once is never counted again, also when it comes in another statement or file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from safeconduct.cases.fees.account import Account, CannotBe, Event, Kind, applied
from safeconduct.cases.fees.candidates import Register
from safeconduct.cases.fees.references import is_creditor_reference, references_in, symbols_in
from safeconduct.cases.fees.statement import Statement, Taken, Transaction

BANK = "the bank statement"
_MATCHED: Mapping[tuple[bool, bool], Kind] = {
    (True, False): "paid",
    (False, True): "payment reversed",
    (False, False): "refunded",
    (True, True): "refund returned",
}
"""By whether money came and whether it is a reversal."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee that was charged in a case: its account, and the variable symbol that its payer was given, if any."""

    case: str
    account: Account
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A payment that settles a fee by itself: its reference is right, its currency too, and the account takes it."""

    transaction: Transaction
    charge: Charge
    event: Event


@dataclass(frozen=True, slots=True)
class ForAPerson:
    """A payment that a person must settle: why, and what it may be for, the likeliest first."""

    transaction: Transaction
    why: str
    candidates: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """Every transaction of the statements, in exactly one of four lists.

    ``not_of_fees`` is money that went out and names no fee, as wages do; ``counted_before`` was dealt with already.
    """

    matched: tuple[Matched, ...]
    for_a_person: tuple[ForAPerson, ...]
    counted_before: tuple[Transaction, ...]
    not_of_fees: tuple[Transaction, ...]


def match(statements: Iterable[Statement], charges: Sequence[Charge], taken: Iterable[Taken] = ()) -> Result:
    """Match payments with fees.

    ``taken`` is what earlier calls dealt with (matched, settled or set aside by a person): keep ``Transaction.taken``
    of each. What has the key of one of them is not counted; what only looks like one is shown to a person.
    """
    books = _Books(charges, taken)
    matched: list[Matched] = []
    unclear: list[ForAPerson] = []
    before: list[Transaction] = []
    others: list[Transaction] = []
    for statement in statements:
        books.begin()
        for transaction in statement.transactions:
            if transaction.key in books.keys:
                before.append(transaction)
            elif (found := _found(transaction, books)) is None:
                others.append(transaction)
            elif isinstance(found, Matched):
                matched.append(found)
            else:
                unclear.append(found)
    return Result(tuple(matched), tuple(unclear), tuple(before), tuple(others))


def settled_by_hand(transaction: Transaction, charge: Charge, *, by: str, why: str) -> Event:
    """The event by which a person settles a payment that was unclear; who and why stand in the account.

    Raises:
        CannotBe: the account does not take it, or no reason is given.

    """
    if not why.strip():
        raise CannotBe("Write why this payment is for this fee: nobody else can see what you saw.")
    event = event_of(transaction, by=by, why=why)
    applied(charge.account, event)
    return event


def event_of(transaction: Transaction, *, by: str = BANK, why: str = "") -> Event:
    """What a transaction does to the account of a fee."""
    kind = _MATCHED[transaction.came, transaction.reversal]
    return Event(kind, transaction.booked_on, transaction.amount, by, why, transaction.key)


class _Books:
    """The charges as they become, and what was taken; ``begin`` separates statements."""

    def __init__(self, charges: Sequence[Charge], taken: Iterable[Taken]) -> None:
        self.charges = list(charges)
        self.register = Register([charge.account for charge in charges], [charge.symbol for charge in charges])
        self.keys = {key for charge in charges for key in charge.account.counted}
        self._named: dict[str, set[bool]] = {}
        self._now: list[Taken] = []
        for one in taken:
            self._keep(one)

    def begin(self) -> None:
        """Alike within one statement are two payments; alike in two may be one."""
        for one in self._now:
            self._keep(one)
        self._now = []

    def take(self, one: Taken) -> None:
        self.keys.add(one.key)
        self._now.append(one)

    def looks_known(self, one: Taken) -> bool:
        """A bank that gives two references says that they are two; where one is missing nobody can know."""
        named = self._named.get(one.likeness, set())
        return bool(named) if not one.named else False in named

    def _keep(self, one: Taken) -> None:
        self.keys.add(one.key)
        self._named.setdefault(one.likeness, set()).add(one.named)


def _found(transaction: Transaction, books: _Books) -> Matched | ForAPerson | None:
    """What it is for; None for money that went out and has to do with no fee."""
    one = transaction.taken
    seen_before = books.looks_known(one)
    books.take(one)
    written, kind = _written(transaction), _MATCHED[transaction.came, transaction.reversal]
    meant = books.register.named(written)
    if not written and kind == "refunded" and not books.register.expecting(kind, transaction.amount):
        return None
    why = transaction.unclear or ("it looks like one that was counted before" if seen_before else "")
    return _shown(transaction, why, books, meant) if why else _settled(transaction, written, meant, books)


def _settled(
    transaction: Transaction, written: Sequence[str], meant: Sequence[int], books: _Books
) -> Matched | ForAPerson:
    if len(meant) != 1:
        return _shown(transaction, _why_unclear(written, meant), books, meant)
    at = meant[0]
    charge, event = books.charges[at], event_of(transaction)
    try:
        account = applied(charge.account, event)
    except CannotBe as error:
        return _shown(transaction, str(error), books, meant)
    books.charges[at] = replace(charge, account=account)
    books.register.changed(at, account)
    return Matched(transaction, books.charges[at], event)


def _written(transaction: Transaction) -> tuple[str, ...]:
    """Every reference and symbol in the payment that is right in itself."""
    texts = (*transaction.references, transaction.text)
    return tuple(dict.fromkeys(found for text in texts for found in (*references_in(text), *symbols_in(text))))


def _why_unclear(written: Sequence[str], meant: Sequence[int]) -> str:
    if meant:
        return "it names more than one fee"
    if any(is_creditor_reference(one) for one in written):
        return "its reference is right, and no fee of this office has it"
    return "it has no reference of a fee that is right to the last sign"


def _shown(transaction: Transaction, why: str, books: _Books, meant: Sequence[int]) -> ForAPerson:
    kind = _MATCHED[transaction.came, transaction.reversal]
    texts = (*transaction.references, transaction.text)
    order = books.register.candidates(meant, texts, kind, transaction.amount)
    return ForAPerson(transaction, why, tuple(books.charges[at] for at in order))
