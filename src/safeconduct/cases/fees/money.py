"""Exact money: a decimal amount in a currency that knows how many digits it has after the decimal mark (ISO 4217)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from ruamel.yaml import YAML

CURRENCIES = "fees/currencies.yaml"
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,5})?")
"""ISO 20022 allows 18 digits, 5 of them after the mark; exponents, signs and names such as NaN are no amounts."""


class NotMoney(ValueError):
    """An amount or a currency that cannot be used; says what was found and what to write."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact amount, never negative: whether it came or went is said beside it. Equal amounts have one form."""

    value: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal) or not self.value.is_finite() or self.value < 0:
            raise NotMoney(f"'{self.value}' is no amount of money; write an exact number that is not negative.")
        object.__setattr__(self, "value", _in_minor_units(self.value, digits_of(self.currency), self.currency))

    def __str__(self) -> str:
        return f"{self.value} {self.currency}"

    def plus(self, other: Amount) -> Amount:
        """The sum of two amounts of one currency."""
        return Amount(self.value + self._same(other).value, self.currency)

    def minus(self, other: Amount) -> Amount:
        """What is left of it; what would be below zero is nothing."""
        return Amount(max(self.value - self._same(other).value, Decimal(0)), self.currency)

    def exceeds(self, other: Amount) -> bool:
        """Whether it is more than another amount of the same currency."""
        return self.value > self._same(other).value

    def _same(self, other: Amount) -> Amount:
        if other.currency != self.currency:
            raise NotMoney(f"{self} and {other} are of two currencies; nothing is converted here. Ask who paid.")
        return other


@cache
def nothing(currency: str) -> Amount:
    """No money, in a currency."""
    return Amount(Decimal(0), currency)


def total(amounts: Iterable[Amount], currency: str) -> Amount:
    """The sum of amounts of one currency."""
    empty = nothing(currency)
    values = [empty._same(amount).value for amount in amounts]
    return Amount(sum(values, empty.value), currency) if values else empty


def read_amount(text: str, currency: str) -> Amount:
    """Read ``2500.00``: digits, and after a point at most as many as the currency has.

    Raises:
        NotMoney: this is no amount, or no currency.

    """
    if not _PLAIN.fullmatch(text):
        raise NotMoney(f"'{text[:40]}' is no amount of money; write digits and a decimal point, as in '2500.00'.")
    return Amount(Decimal(text), currency)


def digits_of(currency: str) -> int:
    """How many digits a currency has after the decimal mark.

    Raises:
        NotMoney: the currency is unknown.

    """
    known = currencies()
    if currency not in known:
        raise NotMoney(f"'{currency[:10]}' is no currency; write its three capital letters of ISO 4217, as in 'EUR'.")
    return known[currency]


@cache
def currencies() -> Mapping[str, int]:
    """Every currency of the library with its number of digits."""
    text = files("safeconduct").joinpath("library", CURRENCIES).read_text(encoding="utf-8")
    return read_currencies(text)


def read_currencies(text: str) -> Mapping[str, int]:
    """Read and check a list of currencies.

    Raises:
        NotMoney: a code is wrong or stands there twice.

    """
    found: dict[str, int] = {}
    for digits, codes in YAML(typ="safe", pure=True).load(text)["digits"].items():
        for code in codes:
            if not re.fullmatch(r"[A-Z]{3}", str(code)) or code in found:
                raise NotMoney(f"library/{CURRENCIES}: '{code}' is no code of three capitals, or stands there twice.")
            found[str(code)] = int(digits)
    return MappingProxyType(found)


def _in_minor_units(value: Decimal, digits: int, currency: str) -> Decimal:
    exact = value.quantize(Decimal(1).scaleb(-digits))
    if exact != value:
        raise NotMoney(
            f"{value} {currency} has more than {digits} digits after the mark; nobody can pay such an amount."
        )
    return exact
