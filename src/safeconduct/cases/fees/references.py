"""What a payer writes on a payment, so that it finds its case: made of the number of the case, and of nothing else.

The *creditor reference* (ISO 11649) is ``RF``, two check digits (ISO 7064, modulus 97-10) and up to 21 signs: here the
ten of the case number, which check themselves, and two digits for the fee. It is the same in every bank of the world
that knows it. The *variable symbol* is for Czech and Slovak payments, which take ten digits and nothing else: nine come
from a hash, the last checks them (ISO/IEC 7812-1 Annex B). Ten digits cannot hold every number: an office keeps the
symbols that are taken, and takes the next ``attempt``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from safeconduct.cases.numbers import read_number

MODULUS = 97
MOST_FEES = 99
_LONGEST = 25
_CASE_SIGNS = 10
_WRITTEN = re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}")
_IN_TEXT = re.compile(r"(?<![0-9A-Z])RF[0-9]{2}(?:[ ]?[0-9A-Z]){1,21}(?![0-9A-Z])")
_SYMBOL_IN_TEXT = re.compile(r"(?<![0-9A-Z])VS[ :/.]*([0-9]{1,10})(?![0-9])")
_FIRST_SYMBOL, _SYMBOLS = 100_000_000, 900_000_000


class NotAReference(ValueError):
    """A case number or a fee from which no reference can be made."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a creditor reference of ours says: the case, and which of its procedure's fees (from 1)."""

    case_number: str
    fee: int


def creditor_reference(case_number: str, fee: int) -> str:
    """Make the reference of one fee of a case, such as ``RF887KQ3M9FT2X01``.

    Raises:
        NotAReference: the number of the case has a wrong sign, or no procedure has so many fees.

    """
    number = read_number(case_number)
    if number is None:
        raise NotAReference(f"'{case_number[:20]}' is no number of a case: a sign is wrong or missing.")
    if not 1 <= fee <= MOST_FEES:
        raise NotAReference(f"Fee {fee} has no reference: a case has fees 1 to {MOST_FEES}.")
    signs = f"{number.replace('-', '')}{fee:02d}"
    return f"RF{MODULUS + 1 - _modulus(signs + 'RF00'):02d}{signs}"


def is_creditor_reference(text: str) -> bool:
    """Whether this is any creditor reference of ISO 11649, ours or another's, in its electronic form."""
    return bool(_WRITTEN.fullmatch(text)) and len(text) <= _LONGEST and _modulus(text[4:] + text[:4]) == 1


def read_creditor_reference(text: str) -> Reference | None:
    """Return what a reference says; None where a digit is wrong or it is not one of ours. Blanks do not matter."""
    written = "".join(text.upper().split())
    signs = written[4:]
    if not is_creditor_reference(written) or len(signs) != _CASE_SIGNS + 2 or not signs[_CASE_SIGNS:].isdecimal():
        return None
    number, fee = read_number(signs[:_CASE_SIGNS]), int(signs[_CASE_SIGNS:])
    return Reference(number, fee) if number and fee else None


def on_paper(reference: str) -> str:
    """The reference in groups of four, as ISO 11649 prints it."""
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def variable_symbol(case_number: str, fee: int, attempt: int = 0) -> str:
    """Make the variable symbol of one fee of a case: ten digits, the last a check.

    Raises:
        NotAReference: as for :func:`creditor_reference`.

    """
    seed = f"variable symbol {creditor_reference(case_number, fee)} {attempt}"
    number = _FIRST_SYMBOL + int.from_bytes(sha256(seed.encode("ascii")).digest()[:16], "big") % _SYMBOLS
    return f"{number}{_luhn_digit(str(number))}"


def is_variable_symbol(text: str) -> bool:
    """Whether this is a symbol that we could have given: ten digits, the first not zero, the last right."""
    return bool(re.fullmatch(r"[1-9][0-9]{9}", text)) and _luhn_digit(text[:-1]) == int(text[-1])


def references_in(text: str) -> tuple[str, ...]:
    """Every creditor reference that stands in a text as a payer wrote it, in its electronic form; right ones only."""
    found = (_right_part("".join(match[0].split())) for match in _IN_TEXT.finditer(text.upper()))
    return tuple(dict.fromkeys(reference for reference in found if reference))


def symbols_in(text: str) -> tuple[str, ...]:
    """Every variable symbol that stands in a text as banks write it: ``VS:1234567897`` or ``/VS/1234567897``."""
    padded = (match[1].lstrip("0") for match in _SYMBOL_IN_TEXT.finditer(text.upper()))
    return tuple(dict.fromkeys(symbol for symbol in padded if is_variable_symbol(symbol)))


def _right_part(written: str) -> str:
    """A payer may write words after a reference with blanks; ours has one length, so that what follows is cut off."""
    whole = "".join(written.split())
    ours = whole[: 4 + _CASE_SIGNS + 2]
    if read_creditor_reference(ours):
        return ours
    return whole if is_creditor_reference(whole) else ""


def _modulus(signs: str) -> int:
    """ISO 7064: letters count from A = 10; the remainder of the whole number."""
    return int("".join(str(int(sign, 36)) for sign in signs)) % MODULUS


def _luhn_digit(digits: str) -> int:
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(digits)))
    return -sum(number // 10 + number % 10 for number in doubled) % 10
