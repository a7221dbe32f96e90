"""Dates of birth, of which often only the year, or year and month, are known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

import numpy as np
from numpy.typing import NDArray

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
YEAR, MONTH = 10_000, 100
ADULT = 18


class NotADateOfBirth(ValueError):
    """What was given is no date, month or year."""


def check_born(text: str, what: str = "date of birth") -> None:
    """Refuse what is neither empty nor a year, a month or a day that exists."""
    found = _FORM.fullmatch(text)
    if text and not found:
        message = f"{text!r} is no {what}. Write 1990-04-17, or 1990-04, or 1990, or leave it empty."
        raise NotADateOfBirth(message)
    if found:
        try:
            date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
        except ValueError as error:
            message = f"{text!r} is no {what}: {error}. Write the day, month or year that is known."
            raise NotADateOfBirth(message) from None


def may_be_child(born: str, on: date) -> bool:
    """Whether somebody may be under eighteen on a day; where the birth is known in part, doubt makes them a child.

    Convention on the Rights of the Child, Article 1. Nothing known says nothing: then it is not assumed.
    """
    found = _FORM.fullmatch(born)
    if not found:
        return False
    year, month = int(found[1]) + ADULT, int(found[2] or 12)
    return (on.year, on.month, on.day) < (year, month, int(found[3] or monthrange(year, month)[1]))


def age(born: str, on: date) -> int | None:
    """Whole years on a day, the most that they may be where month or day is not known; nothing without a year."""
    number = day_number(born)
    if not number:
        return None
    month, day = number // MONTH % MONTH or 1, number % MONTH or 1
    return on.year - number // YEAR - ((on.month, on.day) < (month, day))


def day_number(text: str) -> int:
    """Return a date of birth as 19900417, with zeros for what is not known; 0 for nothing that can be read."""
    found = _FORM.fullmatch(text)
    return int(found[1]) * YEAR + int(found[2] or 0) * MONTH + int(found[3] or 0) if found else 0


def agreement(born: NDArray[np.int32], asked: int) -> NDArray[np.float32]:
    """Say of each date whether it agrees with the one asked for (1), contradicts it (-1), or is not known (0)."""
    if not asked:
        return np.zeros(len(born), np.float32)
    agrees = born // YEAR == asked // YEAR
    for unit in (MONTH, 1):
        known, wanted = born // unit % MONTH, asked // unit % MONTH
        if not wanted:
            break
        agrees &= (known == 0) | (known == wanted)
    return np.where(born == 0, 0.0, np.where(agrees, 1.0, -1.0)).astype(np.float32)
