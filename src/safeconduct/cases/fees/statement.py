"""A bank statement as all its forms are read: transactions that were booked, each with a key that two copies share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from safeconduct.cases.fees.money import Amount
from safeconduct.cases.fees.references import references_in, symbols_in

LARGEST_STATEMENT = 10_000_000
"""Bytes: about 10,000 payments with everything that a bank may say of them."""
MOST_TRANSACTIONS = 100_000
LONGEST_TEXT = 2_000


class NotAStatement(ValueError):
    """A file that is no statement that can be relied on; says where and why."""


class Taken(NamedTuple):
    """A transaction that was dealt with: its key, what it looked like, and whether the bank had named it itself."""

    key: str
    likeness: str
    named: bool


@dataclass(frozen=True, slots=True)
class Transaction:
    """One movement. ``came`` tells money that came from money that went; ``reversal`` takes an earlier one back."""

    amount: Amount
    came: bool
    booked_on: date
    account: str
    """The account of the office (IBAN or another number) whose statement this is."""
    reversal: bool = False
    bank_reference: str = ""
    """Reference of the bank that keeps the account (AcctSvcrRef): it names one entry for ever."""
    entry_reference: str = ""
    """Reference of the entry within the statement (NtryRef)."""
    part: int = 0
    """Which transaction of an entry that books several together."""
    references: tuple[str, ...] = ()
    """What the payer gave as reference, as it stands: creditor reference, end-to-end identification."""
    text: str = ""
    """What the payer wrote."""
    payer: str = ""
    payer_account: str = ""
    """Who paid and from where: a person who settles an unclear payment needs it, and a refund goes back there."""
    unclear: str = ""
    """Why the bank's entry itself cannot be relied on; such a payment is always settled by a person."""
    occurrence: int = 0
    """Which of several that are alike in one statement, where the bank gave no reference of its own."""

    @property
    def key(self) -> str:
        """What makes two copies of one transaction one, whichever statement they stand in."""
        if self.bank_reference:
            return _hashed(self.account, self.bank_reference, str(self.part), *self._movement)
        place = (self.account, self.entry_reference, str(self.part), str(self.occurrence))
        return _hashed(*place, *self._movement, *self.references, self.text, self.payer, self.payer_account)

    @property
    def likeness(self) -> str:
        """What two payments share that look the same to a reader, whatever the bank and the form of the file."""
        written = [
            found for text in (*self.references, self.text) for found in (*references_in(text), *symbols_in(text))
        ]
        return _hashed(self.account, *self._movement, *sorted(set(written)))

    @property
    def taken(self) -> Taken:
        """What is kept of it, so that it is never counted twice: hashes, nothing of the payer."""
        return Taken(self.key, self.likeness, bool(self.bank_reference))

    @property
    def _movement(self) -> tuple[str, ...]:
        signs = f"{'came' if self.came else 'went'}{' back' if self.reversal else ''}"
        return (str(self.amount), signs, self.booked_on.isoformat())


@dataclass(frozen=True, slots=True)
class Statement:
    """All that was booked in one statement, and how many entries it holds that are not booked yet."""

    identification: str
    account: str
    transactions: tuple[Transaction, ...]
    not_booked: int = 0


def numbered(transactions: Sequence[Transaction]) -> tuple[Transaction, ...]:
    """Tell apart those that are alike where the bank did not: two equal payments on a day are two payments."""
    seen: dict[str, int] = {}
    told = []
    for transaction in transactions:
        before = seen.get(transaction.key, 0)
        seen[transaction.key] = before + 1
        told.append(transaction if transaction.bank_reference else replace(transaction, occurrence=before))
    return tuple(told)


def _hashed(*parts: str) -> str:
    """A hash over parts whose borders cannot be moved."""
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode("utf-8")).hexdigest()
