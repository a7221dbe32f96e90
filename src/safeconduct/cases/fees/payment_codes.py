"""What a bank's application reads from a QR code, so that nobody copies a reference by hand.

Two forms: the code of a SEPA credit transfer (European Payments Council, EPC069-12, version 002) for euro, and the
Short Payment Descriptor (SPAYD 1.0), which Czech and Slovak banks read. The texts are made here; the picture is made by
whoever shows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from safeconduct.cases.fees.money import Amount, nothing
from safeconduct.cases.fees.references import is_creditor_reference, is_variable_symbol

MOST_BYTES = 331
"""EPC069-12 allows no longer content."""
LONGEST_NAME = 70
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_MOST_EURO = 999_999_999


class NoCode(ValueError):
    """A payment that no code can say; says why."""


@dataclass(frozen=True, slots=True)
class Payee:
    """Whose account is paid."""

    name: str
    iban: str

    def __post_init__(self) -> None:
        iban = "".join(self.iban.split()).upper()
        if not _IBAN.fullmatch(iban) or _modulus(iban) != 1:
            raise NoCode(
                f"'{self.iban[:40]}' is no IBAN: a sign is wrong or missing. Correct the account of the office."
            )
        if not self.name.strip() or "\n" in self.name or len(self.name) > LONGEST_NAME:
            raise NoCode(f"The name of the payee must be one line of at most {LONGEST_NAME} signs.")
        object.__setattr__(self, "iban", iban)


def sepa_code(payee: Payee, amount: Amount, reference: str) -> str:
    """The content of the code for a transfer in euro with a creditor reference.

    Raises:
        NoCode: another currency, no amount, or no creditor reference.

    """
    if amount.currency != "EUR" or not 0 < amount.value <= _MOST_EURO:
        raise NoCode(f"A SEPA code holds an amount in euro, and this is {amount}.")
    if not is_creditor_reference(reference):
        raise NoCode(f"'{reference[:30]}' is no creditor reference of ISO 11649.")
    lines = ["BCD", "002", "1", "SCT", "", payee.name, payee.iban, f"EUR{amount.value}", "", reference]
    text = "\n".join(lines)
    if len(text.encode("utf-8")) > MOST_BYTES:
        raise NoCode(f"The code would be longer than {MOST_BYTES} bytes. Shorten the name of the payee.")
    return text


def spayd_code(payee: Payee, amount: Amount, symbol: str, message: str = "") -> str:
    """The content of the code for a Czech or Slovak payment with a variable symbol.

    Raises:
        NoCode: no amount, or no variable symbol of ours.

    """
    if amount == nothing(amount.currency):
        raise NoCode("There is nothing to pay, so there is no code.")
    if not is_variable_symbol(symbol):
        raise NoCode(f"'{symbol[:20]}' is no variable symbol that this office gave.")
    fields = [f"ACC:{payee.iban}", f"AM:{amount.value}", f"CC:{amount.currency}", f"X-VS:{symbol}"]
    told = _escaped(message.strip()[:60])
    return "*".join(["SPD", "1.0", *fields, *([f"MSG:{told}"] if told else [])])


def _escaped(text: str) -> str:
    """A star ends a field, so it is written as per cent and its number; the sign for that likewise."""
    return text.replace("%", "%25").replace("*", "%2A")


def _modulus(iban: str) -> int:
    """ISO 13616: country and check digits go last, letters count from A = 10, and the remainder must be 1."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97
