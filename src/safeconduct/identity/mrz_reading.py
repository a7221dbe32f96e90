"""Read a machine-readable zone: every field, and the result of every check digit."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from safeconduct.identity.mrz import (
    FILLER,
    MRV_A,
    MRV_B,
    TD1,
    TD2,
    TD3,
    Check,
    Layout,
    NotAZone,
    Place,
    Zone,
    check_digit,
)

LONGEST_TEXT = 200
EXPIRY_BACK = 50
SIGNS = re.compile(r"[0-9A-Z<]*")
UNKNOWN = ("<<", "00")
"""A part of a date that is not known; Doc 9303 writes ``<<``, and several issuers 00."""


def read(text: str, today: date) -> Zone:
    """Read the lines of a zone; ``today`` settles the century of years, which have two digits.

    A birth lies in the last hundred years up to today, an expiry in the fifty years before or after it. Wrong check
    digits are reported in the zone and do not stop the reading; a text that is no zone raises :class:`NotAZone`.
    """
    lines = _lines(text)
    layout = _layout(lines)
    number, number_check = _number(lines, layout)
    surname, given, truncated = _names(_at(lines, layout.names))
    return Zone(
        layout=layout.name,
        document=lines[0][:2].rstrip(FILLER),
        issuer=lines[0][2:5].rstrip(FILLER),
        surname=surname,
        given_names=given,
        number=number,
        nationality=_at(lines, layout.nationality).rstrip(FILLER),
        birth=_date(_at(lines, layout.birth), today.year, "date of birth", today),
        sex=_sex(_at(lines, layout.sex)),
        expiry=_date(_at(lines, layout.expiry), today.year + EXPIRY_BACK - 1, "date of expiry", None),
        optional=_optional(lines, layout),
        truncated=truncated,
        checks=(number_check, *_checks(lines, layout)),
    )


def _lines(text: str) -> list[str]:
    """The lines without spaces, in capitals; a zone pasted as one line is parted by its length."""
    if len(text) > LONGEST_TEXT:
        message = f"A machine-readable zone has at most 90 signs; this text has {len(text)}."
        raise NotAZone(message)
    lines = [line for line in (re.sub(r"\s", "", line).upper() for line in text.splitlines()) if line]
    if len(lines) == 1:
        width = {90: 30, 88: 44, 72: 36}.get(len(lines[0]), len(lines[0]))
        lines = [lines[0][start : start + width] for start in range(0, len(lines[0]), width)]
    for number, line in enumerate(lines, 1):
        end = SIGNS.match(line).end()  # type: ignore[union-attr]  # the pattern also fits nothing
        if end < len(line):
            message = f"Line {number}, sign {end + 1}: {line[end]!r} does not stand in a zone; 0–9, A–Z and < do."
            raise NotAZone(message)
    return lines


def _layout(lines: list[str]) -> Layout:
    is_visa = bool(lines) and lines[0][:1] == "V"
    for layout in (TD1, MRV_A, MRV_B) if is_visa else (TD1, TD2, TD3):
        if [len(line) for line in lines] == [layout.width] * layout.lines:
            return layout
    lengths = ", ".join(str(len(line)) for line in lines) or "none"
    message = (
        "A machine-readable zone has 3 lines of 30 signs (TD1), 2 of 36 (TD2, MRV-B) or 2 of 44 (TD3, MRV-A). "
        f"These lines have: {lengths}. Copy every sign, also the < at the end."
    )
    raise NotAZone(message)


def _at(lines: list[str], place: Place) -> str:
    line, start, end = place
    return lines[line][start:end]


def _number(lines: list[str], layout: Layout) -> tuple[str, Check]:
    """The document number; one of more than nine signs goes on in the optional data, its check digit after it."""
    field = _at(lines, layout.number)
    line, _, end = layout.number
    printed = lines[line][end]
    if printed == FILLER and layout.long_numbers:
        rest = _at(lines, layout.optional[0]).split(FILLER)[0]
        field, printed = field + rest[:-1], rest[-1:]
    computed = check_digit(field)
    return field.rstrip(FILLER), Check("document number", printed, computed, printed == computed)


def _optional(lines: list[str], layout: Layout) -> tuple[str, ...]:
    """The optional data as they stand, without what a long document number took."""
    line, _, end = layout.number
    fields = [_at(lines, place) for place in layout.optional]
    if lines[line][end] == FILLER and layout.long_numbers:
        fields[0] = fields[0].partition(FILLER)[2]
    return tuple(field.rstrip(FILLER) for field in fields)


def _names(field: str) -> tuple[str, str, bool]:
    surname, _, given = field.partition(FILLER * 2)
    if not surname.strip(FILLER):
        message = "The zone names nobody: its field of names begins with <<."
        raise NotAZone(message)
    return _spaced(surname), _spaced(given), not field.endswith(FILLER)


def _spaced(field: str) -> str:
    return " ".join(part for part in field.split(FILLER) if part)


def _sex(sign: str) -> Literal["M", "F", "X"]:
    """``<`` is not specified; some issuers print X in the zone too."""
    found: dict[str, Literal["M", "F", "X"]] = {"M": "M", "F": "F", FILLER: "X", "X": "X"}
    if sign not in found:
        message = f"The field of sex holds {sign!r}; M, F and < are known."
        raise NotAZone(message)
    return found[sign]


def _date(field: str, latest: int, name: str, not_after: date | None) -> str:
    """A date with its century: the last year up to ``latest`` that ends in its two digits."""
    year, month, day = field[:2], field[2:4], field[4:]
    if field == FILLER * 6:
        return ""
    if not year.isdigit() or not all(part.isdigit() or part == FILLER * 2 for part in (month, day)):
        raise _no_date(field, name)
    full = latest - (latest - int(year)) % 100
    known = [part for part in (month, day) if part not in UNKNOWN]
    if month in UNKNOWN and known:
        raise _no_date(field, name)
    try:
        # What is not known counts as the first month and day.
        moment = date(full, *(int(part) for part in [*known, "01", "01"][:2]))
    except ValueError:
        raise _no_date(field, name) from None
    if not_after and moment > not_after:
        full -= 100
    return "-".join([f"{full:04}", *known])


def _no_date(field: str, name: str) -> NotAZone:
    return NotAZone(f"The {name} {field!r} is no date: year, month and day with two digits each are expected.")


def _checks(lines: list[str], layout: Layout) -> list[Check]:
    """All check digits but that of the document number."""
    found = [_check("date of birth", lines, layout.birth), _check("date of expiry", lines, layout.expiry)]
    if layout.optional_digit:
        optional = _at(lines, layout.optional[0])
        printed, computed = _at(lines, layout.optional_digit), check_digit(optional)
        # Part 4: where there is no optional data the digit is 0 or <.
        good = printed == computed or (printed == FILLER and not optional.strip(FILLER))
        found.append(Check("optional data", printed, computed, good))
    if layout.composite_digit:
        printed = _at(lines, layout.composite_digit)
        computed = check_digit("".join(_at(lines, place) for place in layout.composite))
        found.append(Check("composite", printed, computed, printed == computed))
    return found


def _check(field: Literal["date of birth", "date of expiry"], lines: list[str], place: Place) -> Check:
    line, _, end = place
    printed, computed = lines[line][end], check_digit(_at(lines, place))
    return Check(field, printed, computed, printed == computed)
