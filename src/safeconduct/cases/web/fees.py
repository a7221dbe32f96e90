"""Fees of cases: charged, waived, refunded by officials, and settled by the statements of the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from safeconduct.cases.fees.account import Account, Event, applied
from safeconduct.cases.fees.camt053 import read_camt053
from safeconduct.cases.fees.charging import check_charge, fee_number
from safeconduct.cases.fees.filed import VERB_OF, accounts, symbols
from safeconduct.cases.fees.matching import Charge, ForAPerson, Matched, Result, match
from safeconduct.cases.fees.money import Amount
from safeconduct.cases.fees.references import creditor_reference, variable_symbol
from safeconduct.cases.file import File
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Money, Said
from safeconduct.cases.web import actions, store
from safeconduct.cases.web.actions import Done, Order
from safeconduct.cases.web.models import Case
from safeconduct.shell.clock import Clock, day_of

BANK = Author("the bank", "the bank", "bank statement")

SYMBOL_STATES = frozenset({"CZ", "SK"})
"""Where banks carry variable symbols."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a statement came to: payments that were entered, and those that a person must look at."""

    matched: tuple[Matched, ...]
    for_a_person: tuple[ForAPerson, ...]
    counted_before: int
    not_of_fees: int


def charge(case: Case, file: File, by: Author, fee: str, amount: Amount, judged: str, clock: Clock) -> Done:
    """Charge a fee, if the law lets it be charged to who pays it and in this amount."""
    procedure = file.law.procedure
    payer = procedure.fees[fee].payer
    check_charge(procedure, file.law.charter, fee, payer, amount, cap_judged=judged)
    number = fee_number(procedure, fee)
    reference = creditor_reference(case.number, number)
    symbol = variable_symbol(case.number, number) if has_symbols(case) else ""
    account = applied(Account(fee, payer, reference), Event("charged", day_of(clock()), amount, by.who))
    money = Money(fee, str(amount.value), amount.currency, reference, judged, payer, symbol=symbol)
    return actions.act(_order(file, by, account.events[0], money, day_of(clock())), clock)


def has_symbols(case: Case) -> bool:
    """Whether payers of this case may write a variable symbol, as they do where payments hold ten digits alone."""
    return case.office is not None and case.office.state in SYMBOL_STATES


def settle(case: Case, file: File, by: Author, event: Event, fee: str, clock: Clock) -> Done:
    """Enter what happened to a fee: a waiver, a refund, a payment that a person found the fee for."""
    account = next(a for a in accounts(file, case.number) if a.fee == fee)
    applied(account, event)
    money = Money(
        fee, str(event.amount.value), event.amount.currency, account.reference, event.why, "", event.kind, event.key
    )
    return actions.act(_order(file, by, event, money, event.on), clock)


def match_statement(content: bytes, cases: QuerySet[Case], clock: Clock) -> Settled:
    """Match a statement (ISO 20022 camt.053) with the fees of these cases, and enter what is certain; all or nothing.

    The same statement twice enters nothing twice. What has no right reference is for a person, never for a guess.
    """
    statements = read_camt053(content)
    rows = {case.number: case for case in cases.filter(fees=True)}
    files = store.files_of([case.pk.bytes for case in rows.values()])
    charges = [
        Charge(number, account, symbols(files[case.pk.bytes]).get(account.fee, ""))
        for number, case in rows.items()
        if case.pk.bytes in files
        for account in accounts(files[case.pk.bytes], number)
    ]
    result = match(statements, charges)
    orders = [_payment(rows[one.charge.case], files, one, clock) for one in result.matched]
    if orders:
        actions.carry_out(orders, clock)
    return _settled(result)


def _settled(result: Result) -> Settled:
    return Settled(result.matched, result.for_a_person, len(result.counted_before), len(result.not_of_fees))


def _payment(case: Case, files: dict[bytes, File], one: Matched, clock: Clock) -> Order:
    event, account = one.event, one.charge.account
    money = Money(
        account.fee,
        str(event.amount.value),
        event.amount.currency,
        account.reference,
        event.why,
        "",
        event.kind,
        event.key,
    )
    order = _order(files[case.pk.bytes], BANK, event, money, min(event.on, day_of(clock())))
    return replace(order, seen=None)


def _order(file: File, by: Author, event: Event, money: Money, on: date) -> Order:
    # What the bank booked earlier is entered on the day on which it became known, with its own day in the account.
    return Order(
        file.id, file.version, by, VERB_OF[event.kind], money.fee, on, by.role, said=Said(money=money, text=money.why)
    )


def of(case: Case, file: File) -> Sequence[Account]:
    """The fees of a case."""
    return accounts(file, case.number)
