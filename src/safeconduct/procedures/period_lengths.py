"""Lengths of periods as law writes them: a number and a unit, never a number of seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

Unit = Literal["hours", "days", "working days", "weeks", "months", "years"]

UNITS: tuple[Unit, ...] = get_args(Unit)
LONGEST_IN_YEARS = 100
_MOST: dict[Unit, int] = {
    "hours": LONGEST_IN_YEARS * 366 * 24,
    "days": LONGEST_IN_YEARS * 366,
    "working days": LONGEST_IN_YEARS * 261,
    "weeks": LONGEST_IN_YEARS * 53,
    "months": LONGEST_IN_YEARS * 12,
    "years": LONGEST_IN_YEARS,
}
_WRITTEN = re.compile(r"\s*([0-9]{1,7})\s+(hour|day|working day|week|month|year)(?:s|\(s\))?\s*", re.IGNORECASE)
_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A length such as ``90 days`` or ``1 month``: what the law says, not yet days on a calendar."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"'{self.unit}' is no unit of time; write one of: {', '.join(UNITS)}.")
        if not 0 <= self.number <= _MOST[self.unit]:
            raise ValueError(
                f"{self.number} {self.unit} is no period: write a number from 0 to {_MOST[self.unit]} "
                f"({LONGEST_IN_YEARS} years)."
            )

    def __str__(self) -> str:
        return f"{self.number} {self.unit[:-1] if self.number == 1 else self.unit}"


def parse_length(text: str) -> Length:
    """Read ``90 days``, ``1 working day``, ``3 months``.

    A part of a month is a period of days that follows the whole months: Regulation 1182/71 Art. 3(2)(d) and German
    Civil Code § 189 give its length (see ``part_of_month``).

    Raises:
        ValueError: says what was found and what to write.

    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        shown = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
        raise ValueError(
            f"'{shown}' is no length of time; write a whole number and one of {', '.join(UNITS)}, as in '90 days'."
        )
    return Length(int(match[1]), cast(Unit, " ".join(match[2].lower().split()) + "s"))
