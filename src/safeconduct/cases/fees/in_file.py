"""Fees in the file of a case: from entries to accounts, and from an event to what an entry holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safeconduct.cases.fees.account import Account, Event, Kind, folded
from safeconduct.cases.fees.charging import fee_number
from safeconduct.cases.fees.money import read_amount
from safeconduct.cases.fees.references import creditor_reference
from safeconduct.cases.file import File, Line
from safeconduct.cases.said import Money
from safeconduct.cases.verbs import CHARGES, ORDERS_REFUND, PAYS, REFUNDS, RETURNS_REFUND, REVERSES, WAIVES

VERB_OF: Mapping[Kind, str] = MappingProxyType(
    {
        "charged": CHARGES,
        "paid": PAYS,
        "payment reversed": REVERSES,
        "waived": WAIVES,
        "refund ordered": ORDERS_REFUND,
        "refunded": REFUNDS,
        "refund returned": RETURNS_REFUND,
    }
)
_KIND_OF: Mapping[str, Kind] = MappingProxyType({verb: kind for kind, verb in VERB_OF.items()})


def accounts(file: File, case_number: str) -> dict[str, Account]:
    """The account of each fee that this case's procedure knows, by its name; what was erased is left out.

    Raises:
        CannotBe: the entries hold an event that no account takes, so that the file is wrong.

    """
    empty = {name: account(file, name, case_number) for name in file.law.procedure.fees}
    return {name: folded(one, _events(file, name)) for name, one in empty.items()}


def account(file: File, fee: str, case_number: str) -> Account:
    """The account of a fee before anything happened to it: payer and reference come from the procedure."""
    procedure = file.law.procedure
    reference = creditor_reference(case_number, fee_number(procedure, fee))
    return Account(fee, procedure.fees[fee].payer, reference)


def money_of(fee: str, event: Event) -> tuple[str, Money]:
    """The verb of the entry that tells an event, and what is kept with it."""
    amount = event.amount
    return VERB_OF[event.kind], Money(fee, str(amount.value), amount.currency, event.key, event.why)


def _events(file: File, fee: str) -> list[Event]:
    return [_event(line, money) for line in file.lines if (money := line.words.money) and money.fee == fee]


def _event(line: Line, money: Money) -> Event:
    amount = read_amount(money.amount, money.currency)
    return Event(_KIND_OF[line.verb], line.on, amount, line.who, money.why, money.reference)
