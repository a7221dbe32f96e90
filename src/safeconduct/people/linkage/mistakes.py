"""Mistakes of offices from which no weight was found: for measuring what the model does with what it never saw.

Whoever changes comparisons, weights or what is looked at does so without a look at records that these were made in;
else they would say no more than those of :mod:`.offices` do. The shares are guesses.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from safeconduct.people.linkage.entry import Entry
from safeconduct.people.linkage.lot import Lot

NOBODYS = ("FNU", "LNU", "Unknown", "XXX")
TITLES = ("Haji", "Sayed", "Mr", "Mrs", "Sheikh")
DESKS = ("+249183770000", "+33149000000", "+4930180000")
"""Telephones of offices, which they write where nobody has one."""
GRID, ETHIOPIAN, SOLAR = 5, 8, 621
CUT = 6

Mistake = Callable[[Lot, Entry], Entry]


def worsened(lot: Lot, entry: Entry, culture: str, others: tuple[str, ...]) -> Entry:
    """Return a record with the mistakes that happened to it; ``others`` are family names one may marry into."""
    happened: list[tuple[float, Mistake]] = [
        (0.02, lambda lot, one: replace(one, family=lot.any(NOBODYS))),
        (0.02, lambda lot, one: replace(one, given=f"{lot.any(TITLES)} {one.given}")),
        (0.03, lambda _, one: replace(one, given=f"{one.given} {one.father}".strip(), father="")),
        (0.02, lambda _, one: replace(one, given=one.given[:CUT], family=one.family[:CUT])),
        (0.02, lambda _, one: _born(one, _year(one), "07-01")),
        (0.03, lambda _, one: _born(one, GRID * round(_year(one) / GRID), "01-01")),
        (0.05 if culture == "tigrinya" else 0.0, lambda _, one: _born(one, _year(one) - ETHIOPIAN)),
        (0.03 if culture == "dari" else 0.0, lambda _, one: _born(one, _year(one) - SOLAR)),
        (0.05, lambda lot, one: replace(one, phone=lot.any(DESKS))),
        (0.03 if others and entry.sex == "female" else 0.0, lambda lot, one: replace(one, family=lot.any(others))),
        (0.02, lambda lot, one: replace(one, given=_doubled(lot, one.given), family=_doubled(lot, one.family))),
    ]
    for share, mistake in happened:
        if lot.happens(share):
            entry = mistake(lot, entry)
    return entry


def _year(one: Entry) -> int:
    return int(one.born[:4] or 0)


def _born(one: Entry, year: int, day: str = "") -> Entry:
    return replace(one, born=f"{year:04}-{day or one.born[5:]}".rstrip("-")) if one.born else one


def _doubled(lot: Lot, word: str) -> str:
    """Write one letter twice."""
    if not word:
        return word
    place = lot.below(len(word))
    return word[:place] + word[place] + word[place:]
