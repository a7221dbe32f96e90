"""The fees of a case as its file tells them: each account is folded from the entries about it."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.cases.fees.account import Account, CannotBe, Event, Kind, folded
from safeconduct.cases.fees.charging import fee_number
from safeconduct.cases.fees.money import nothing, read_amount
from safeconduct.cases.fees.references import creditor_reference
from safeconduct.cases.file import File, Line
from safeconduct.cases.said import Money
from safeconduct.cases.verbs import CHARGES, PAYS, REFUNDS, WAIVES

KIND_OF: dict[str, Kind] = {CHARGES: "charged", PAYS: "paid", WAIVES: "waived", REFUNDS: "refund ordered"}
VERB_OF: dict[Kind, str] = {
    "charged": CHARGES,
    "paid": PAYS,
    "payment reversed": PAYS,
    "waived": WAIVES,
    "refund ordered": REFUNDS,
    "refunded": REFUNDS,
    "refund returned": REFUNDS,
}


def accounts(file: File, number: str) -> tuple[Account, ...]:
    """Every fee that was charged in a case, with what happened to it.

    An entry that an account cannot hold (it came from a register before ours) is passed over, and the sum says so.
    """
    found: dict[str, Account] = {}
    for line in file.lines:
        money = line.words.money
        if line.verb in KIND_OF and money is not None:
            known = found.get(money.fee) or Account(money.fee, _payer(file, money), _reference(file, money, number))
            try:
                found[money.fee] = folded(known, [event_of(line, money)])
            except CannotBe:
                found.setdefault(money.fee, known)
    return tuple(account for account in found.values() if account.events)


def symbols(file: File) -> dict[str, str]:
    """The variable symbol that the payer of each fee was given, as far as one was."""
    charged = ((line.words.money, line.verb) for line in file.lines)
    return {
        money.fee: money.symbol for money, verb in charged if money is not None and verb == CHARGES and money.symbol
    }


def event_of(line: Line, money: Money) -> Event:
    """What an entry did to a fee."""
    kind: Kind = money.kind or KIND_OF[line.verb]  # type: ignore[assignment]
    key = money.key or (f"entry {line.number}" if line.verb in (PAYS, REFUNDS) else "")
    return Event(kind, line.on, read_amount(money.amount, money.currency), line.who, money.why or kind, key)


def is_due(its: Iterable[Account]) -> bool:
    """Whether something is still to be paid."""
    return any(account.outstanding != nothing(account.currency) for account in its)


def _payer(file: File, money: Money) -> str:
    fee = file.law.procedure.fees.get(money.fee)
    return money.payer or (fee.payer if fee is not None else "")


def _reference(file: File, money: Money, number: str) -> str:
    if money.reference or money.fee not in file.law.procedure.fees:
        return money.reference
    return creditor_reference(number, fee_number(file.law.procedure, money.fee))
