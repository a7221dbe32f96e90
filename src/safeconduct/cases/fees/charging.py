"""Whether a fee may be charged to somebody: who pays and how much at most is what the procedure's file says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from safeconduct.cases.fees.money import Amount, NotMoney, nothing, read_amount
from safeconduct.procedures.model import Charter, Fee, Procedure

FALL_ON_OTHERS = {"recruitment": "cost of recruitment", "related cost": "cost related to recruitment or a journey"}
"""Kinds that never fall on the person: ILO General principles for fair recruitment (2019), principle 7."""
_AMOUNT = re.compile(r"([0-9][0-9 .,]*[0-9]|[0-9])\s*([A-Z]{3})|([A-Z]{3})\s*([0-9][0-9 .,]*[0-9]|[0-9])")
_NOTHING = re.compile(r"\s*(?:nothing|zero)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=[0-9])[ ,](?=[0-9]{3}(?:\D|$))")


class MayNotBeCharged(ValueError):
    """The law does not let this be charged; says why, and where the file says it."""


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a fee may be: an amount, nothing at all, or words (both None) that only a person can judge."""

    words: str
    amount: Amount | None = None
    is_nothing: bool = False


def fee_number(procedure: Procedure, fee: str) -> int:
    """Which of its procedure's fees this is, from 1, as its reference says.

    Raises:
        MayNotBeCharged: the procedure has no such fee.

    """
    if fee not in procedure.fees:
        known = ", ".join(procedure.fees) or "none"
        raise MayNotBeCharged(f"{procedure.identity} has no fee '{fee}'; its fees are: {known}.")
    return list(procedure.fees).index(fee) + 1


def fee_of_number(procedure: Procedure, number: int) -> str | None:
    """The fee that a reference means."""
    fees = list(procedure.fees)
    return fees[number - 1] if 1 <= number <= len(fees) else None


def read_cap(words: str) -> Cap:
    """Read what the file says of the most: ``50 EUR``, ``nothing from the family``, or words that name no number."""
    if _NOTHING.match(words):
        return Cap(words, is_nothing=True)
    found = _AMOUNT.search(words)
    if found is None:
        return Cap(words)
    number, currency = (found[1], found[2]) if found[1] else (found[4], found[3])
    try:
        return Cap(words, read_amount(_THOUSANDS.sub("", number), currency))
    except NotMoney:
        return Cap(words)


def check_charge(
    procedure: Procedure, charter: Charter, fee: str, payer: str, amount: Amount, *, cap_judged: str = ""
) -> Fee:
    """Return the fee that may be charged to this party in this amount, or refuse.

    ``cap_judged`` says why the amount keeps a cap that the file gives in words; who charges must write it.

    Raises:
        MayNotBeCharged: another pays, no one may be asked for such a cost, or it is more than the cap.

    """
    fee_number(procedure, fee)
    known = procedure.fees[fee]
    _payer_is_right(procedure, charter, known, payer)
    if amount == nothing(amount.currency):
        raise MayNotBeCharged(f"'{fee}' of 0 {amount.currency} is no charge. If nothing is owed, charge nothing.")
    _cap_is_kept(procedure, known, payer, amount, cap_judged)
    return known


def _payer_is_right(procedure: Procedure, charter: Charter, fee: Fee, payer: str) -> None:
    allowed = ", ".join(charter.costs_fall_on)
    if fee.kind in FALL_ON_OTHERS and (_is_person(procedure, payer) or fee.payer not in charter.costs_fall_on):
        raise MayNotBeCharged(
            f"'{fee.name}' is a {FALL_ON_OTHERS[fee.kind]} and can never be charged to '{payer}' (the charter, version "
            f"{charter.version}): such costs fall on {allowed}."
        )
    if payer != fee.payer:
        raise MayNotBeCharged(f"'{fee.name}' is paid by '{fee.payer}' ({fee.place}), not by '{payer}'.")


def _is_person(procedure: Procedure, payer: str) -> bool:
    """The person, whoever stands in for the person, and each member of the groups of the case."""
    party = procedure.parties.get(payer)
    acts_for_person = party is not None and (party.role == "the person" or bool(party.represents))
    return acts_for_person or payer in procedure.people


def _cap_is_kept(procedure: Procedure, fee: Fee, payer: str, amount: Amount, judged: str) -> None:
    cap = read_cap(fee.cap)
    if cap.is_nothing and _is_person(procedure, payer):
        raise MayNotBeCharged(f"'{fee.name}' costs {fee.cap} ({fee.place}); '{payer}' cannot be charged {amount}.")
    if cap.amount is not None:
        if cap.amount.currency != amount.currency:
            raise MayNotBeCharged(f"'{fee.name}' is never more than {fee.cap}; charge it in {cap.amount.currency}.")
        if amount.exceeds(cap.amount):
            raise MayNotBeCharged(f"'{fee.name}' is never more than {fee.cap} ({fee.place}); {amount} is more.")
    elif not cap.is_nothing and not judged.strip():
        said = f"never more than: {fee.cap}" if fee.cap else "no cap"
        raise MayNotBeCharged(f"'{fee.name}' has {said} ({fee.place}). Write why {amount} keeps it.")
