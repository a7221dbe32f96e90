"""Numbers, lengths and dates as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext

from safeconduct.procedures.periods import Length


def first_large(text: str) -> str:
    """A text as it begins a line."""
    return text[:1].upper() + text[1:]


def day(value: date) -> str:
    """A date in the reader's language, the month in a word."""
    return str(date_format(value, _DAY.get(get_language() or "", "j F Y"), use_l10n=False))


def weekday(value: date) -> str:
    """A date with its weekday."""
    return f"{date_format(value, 'l', use_l10n=False)} {day(value)}"


_DAY = {"cs": "j. E Y"}
"""Where a language writes a date otherwise than day, month, year."""


def days(number: int) -> str:
    """So many days."""
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def times(number: int) -> str:
    """So many times at most."""
    return ngettext("at most once", "at most %(number)s times", number) % {"number": number}


def length(value: Length) -> str:
    """A length in the unit of the file."""
    return _UNITS[value.unit](value.number)


def _hours(number: int) -> str:
    return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}


def _working_days(number: int) -> str:
    return ngettext("%(number)s working day", "%(number)s working days", number) % {"number": number}


def _weeks(number: int) -> str:
    return ngettext("%(number)s week", "%(number)s weeks", number) % {"number": number}


def _months(number: int) -> str:
    return ngettext("%(number)s month", "%(number)s months", number) % {"number": number}


def _years(number: int) -> str:
    return ngettext("%(number)s year", "%(number)s years", number) % {"number": number}


_UNITS: dict[str, Callable[[int], str]] = {
    "hours": _hours,
    "days": days,
    "working days": _working_days,
    "weeks": _weeks,
    "months": _months,
    "years": _years,
}
