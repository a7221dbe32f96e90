"""Write a machine-readable zone: names in A to Z, cut where they are too long, and all check digits."""

from __future__ import annotations

import re

from safeconduct.identity.mrz import FILLER, LAYOUTS, NUMBER_WIDTH, Layout, NotAZone, Place, Zone, check_digit
from safeconduct.identity.transliteration import transliterate

DATE = re.compile(r"(?:\d\d(\d\d)(?:-(\d\d))?(?:-(\d\d))?)?")
ROOM_FOR_GIVEN = 3
"""Signs kept for ``<<`` and one letter of the given names where the surname fills the field (part 4, 4.2.3)."""


def write(zone: Zone, language: str = "") -> str:
    """Return the lines of a zone, joined by line breaks.

    Names may be of any script that Doc 9303 writes; ``language`` chooses the table of a language (``uk``, ``sr`` …).
    ``checks`` and ``truncated`` of the zone are not read: they are what comes out. Raises :class:`NotAZone` for what
    does not fit, and :class:`~safeconduct.identity.transliteration.NotWritable` for letters that cannot be written.
    """
    layout = LAYOUTS[zone.layout]  # type: ignore[index]
    lines = [[FILLER] * layout.width for _ in range(layout.lines)]
    lines[0][:5] = _filled(zone.document, 2, "kind of document") + _filled(zone.issuer, 3, "issuer")
    _put(lines, layout.names, names_field(zone.surname, zone.given_names, _width(layout.names), language))
    _put(lines, layout.nationality, _filled(zone.nationality, 3, "nationality"))
    _put(lines, layout.sex, FILLER if zone.sex == "X" else zone.sex)
    for place, day, name in ((layout.birth, zone.birth, "birth"), (layout.expiry, zone.expiry, "expiry")):
        _put_checked(lines, place, _date(day, name))
    _put_optional(lines, layout, zone)
    if layout.composite_digit:
        covered = "".join("".join(lines[line][start:end]) for line, start, end in layout.composite)
        _put(lines, layout.composite_digit, check_digit(covered))
    return "\n".join("".join(line) for line in lines)


def names_field(surname: str, given_names: str, width: int, language: str = "") -> str:
    """Return both names in a field of ``width`` signs, cut as part 4, 4.2.3, asks.

    A field that was cut ends with a letter, so that a reader knows that something may be missing.
    """
    primary, secondary = transliterate(surname, language), transliterate(given_names, language)
    if not primary:
        primary, secondary = secondary, ""
    if not primary:
        message = "A machine-readable zone needs a name. Write the one name that a person has as the surname."
        raise NotAZone(message)
    if secondary and len(primary) > width - ROOM_FOR_GIVEN:
        primary = primary[: width - ROOM_FOR_GIVEN].rstrip(FILLER)
    whole = primary + FILLER * 2 + secondary if secondary else primary
    while len(whole) > width and whole[width - 1] == FILLER:
        whole = _shorter(whole, width)
    return whole[:width].ljust(width, FILLER)


def _shorter(whole: str, width: int) -> str:
    """Take the last letter of the longest given name (of the surname where there is none), so that a letter is last."""
    start = whole.find(FILLER * 2) + 2 if FILLER * 2 in whole[: width - 2] else 0
    longest = max(re.finditer(f"[^{FILLER}]+", whole[start:width]), key=lambda part: part.end() - part.start())
    end = start + longest.end()
    return whole[: end - 1] + whole[end:]


def _put_optional(lines: list[list[str]], layout: Layout, zone: Zone) -> None:
    """The document number and the optional data, of which a long number takes a part (part 5, 4.2.2)."""
    number = _signs(zone.number, "document number")
    optional = [*zone.optional, *[""] * len(layout.optional)][: max(len(layout.optional), len(zone.optional))]
    if len(number) > NUMBER_WIDTH and layout.long_numbers:
        _put(lines, layout.number, number[:NUMBER_WIDTH])
        optional[0] = number[NUMBER_WIDTH:] + check_digit(number) + (FILLER + optional[0] if optional[0] else FILLER)
    else:
        _put_checked(lines, layout.number, _filled(number, NUMBER_WIDTH, "document number"))
    if len(optional) > len(layout.optional):
        message = f"{layout.name} has {len(layout.optional)} fields of optional data, and {len(optional)} were given."
        raise NotAZone(message)
    for place, value in zip(layout.optional, optional, strict=True):
        field = _filled(value, _width(place), "optional data")
        _put(lines, place, field)
        if layout.optional_digit:
            _put(lines, layout.optional_digit, check_digit("".join(field)))


def _put_checked(lines: list[list[str]], place: Place, field: list[str]) -> None:
    line, _, end = place
    _put(lines, place, field)
    lines[line][end] = check_digit("".join(field))


def _put(lines: list[list[str]], place: Place, field: list[str] | str) -> None:
    line, start, end = place
    lines[line][start:end] = list(field)


def _width(place: Place) -> int:
    return place[2] - place[1]


def _filled(value: str, width: int, name: str) -> list[str]:
    value = _signs(value, name)
    if len(value) > width:
        message = f"The {name} {value!r} has {len(value)} signs, and the zone has room for {width}."
        raise NotAZone(message)
    return list(value.ljust(width, FILLER))


def _signs(value: str, name: str) -> str:
    value = value.upper().replace(" ", FILLER)
    if not re.fullmatch(r"[0-9A-Z<]*", value):
        message = f"The {name} {value!r} holds signs that do not stand in a zone: 0–9, A–Z and < do."
        raise NotAZone(message)
    return value


def _date(value: str, name: str) -> list[str]:
    found = DATE.fullmatch(value)
    if not found:
        message = f"The date of {name} {value!r} is none of 1974-08-12, 1974-08, 1974 and nothing."
        raise NotAZone(message)
    return list("".join(part or FILLER * 2 for part in found.groups()))
