"""Machine-readable zones: what stands where in TD1, TD2, TD3, MRV-A and MRV-B, and how check digits are made.

Source: ICAO Doc 9303, eighth edition, parts 3 (common), 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import msgspec

from safeconduct.shell.content import read_content, text_of

FILLER = "<"
WEIGHTS = (7, 3, 1)
NUMBER_WIDTH = 9

Place = tuple[int, int, int]
"""A line, and the columns from and to (without), all counted from 0."""


class NotAZone(ValueError):
    """What was given is no machine-readable zone; says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields of a form stand; ``composite`` are the places under the last check digit."""

    name: Literal["TD1", "TD2", "TD3", "MRV-A", "MRV-B"]
    lines: int
    width: int
    names: Place
    number: Place
    nationality: Place
    birth: Place
    sex: Place
    expiry: Place
    optional: tuple[Place, ...]
    composite: tuple[Place, ...] = ()
    composite_digit: Place | None = None
    optional_digit: Place | None = None

    @property
    def long_numbers(self) -> bool:
        """Whether a document number of more than nine signs goes on in the optional data (parts 5 and 6)."""
        return self.name in {"TD1", "TD2"}


TD1 = Layout(
    "TD1",
    lines=3,
    width=30,
    names=(2, 0, 30),
    number=(0, 5, 14),
    nationality=(1, 15, 18),
    birth=(1, 0, 6),
    sex=(1, 7, 8),
    expiry=(1, 8, 14),
    optional=((0, 15, 30), (1, 18, 29)),
    composite=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    composite_digit=(1, 29, 30),
)
TD2 = Layout(
    "TD2",
    lines=2,
    width=36,
    names=(0, 5, 36),
    number=(1, 0, 9),
    nationality=(1, 10, 13),
    birth=(1, 13, 19),
    sex=(1, 20, 21),
    expiry=(1, 21, 27),
    optional=((1, 28, 35),),
    composite=((1, 0, 10), (1, 13, 20), (1, 21, 35)),
    composite_digit=(1, 35, 36),
)
TD3 = replace(
    TD2,
    name="TD3",
    width=44,
    names=(0, 5, 44),
    optional=((1, 28, 42),),
    composite=((1, 0, 10), (1, 13, 20), (1, 21, 43)),
    composite_digit=(1, 43, 44),
    optional_digit=(1, 42, 43),
)
_VISA = replace(TD2, composite=(), composite_digit=None)
MRV_A = replace(_VISA, name="MRV-A", width=44, names=(0, 5, 44), optional=((1, 28, 44),))
MRV_B = replace(_VISA, name="MRV-B", optional=((1, 28, 36),))
LAYOUTS = {layout.name: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B)}


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit: of which field, what is printed, what the field gives."""

    field: Literal["document number", "date of birth", "date of expiry", "optional data", "composite"]
    printed: str
    computed: str
    good: bool


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone says.

    Dates are ISO 8601 as far as they are known: ``1974-08-12``, ``1974-08``, ``1974``, or empty. ``sex`` is ``M``,
    ``F`` or ``X`` (not specified). ``surname`` (primary identifier) and ``given_names`` are the letters of the zone
    with spaces for fillers; a person of one name has it in ``surname``. ``truncated`` says that names fill their field,
    so that more may have been cut off. ``checks`` is empty for a zone that is to be written.
    """

    layout: str
    document: str
    issuer: str
    surname: str
    given_names: str
    number: str
    nationality: str
    birth: str
    sex: Literal["M", "F", "X"]
    expiry: str
    optional: tuple[str, ...] = ()
    truncated: bool = False
    checks: tuple[Check, ...] = ()

    @property
    def good(self) -> bool:
        """Whether every check digit fits. It says that nothing was misread, not that the document is genuine."""
        return all(check.good for check in self.checks)


def check_digit(text: str) -> str:
    """Return the check digit of a text of 0–9, A–Z and ``<`` (part 3, section 4.9: weights 7, 3, 1, modulo 10)."""
    return str(sum(_value(sign) * WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10)


def _value(sign: str) -> int:
    if sign == FILLER:
        return 0
    if sign.isascii() and (sign.isdigit() or sign.isupper()):
        return int(sign, 36)
    message = f"{sign!r} does not stand in a machine-readable zone: 0–9, A–Z and < do."
    raise NotAZone(message)


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code that no State has: its meaning, and what it says of a person's nationality."""

    meaning: str
    nationality: Literal["stateless", "refugee", "unspecified", "organisation", "state"]


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file ``library/identity/nationalities.yaml``."""

    sources: tuple[str, ...]
    status: str
    note: str
    states: str
    other: dict[str, Code]


@cache
def codes() -> Codes:
    """Return the codes of the library."""
    path = "identity/nationalities.yaml"
    return read_content(text_of(path), path, Codes)


def nationality(code: str) -> Code | None:
    """Say what a code of nationality means; ``None`` for a code that is not known."""
    found = codes().other.get(code)
    if found is None and code in codes().states.split():
        return Code(code, "state")
    return found
