"""How long people stay displaced: of those who move, the share that is sheltered, and still away after some months."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from safeconduct.climate.band import Band

MONTHS = (3, 6, 12)


class Stays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shares of those who move, each a band, with where they were observed."""

    sheltered: Band
    """The share that needs a shelter which others give."""
    months: dict[int, Band]
    """The share still displaced after so many months."""
    source: str

    def __post_init__(self) -> None:
        bands = [self.sheltered, *self.months.values()]
        if any(band.low < 0 or band.high > 1 for band in bands):
            message = "A share of people lies between 0 and 1."
            raise ValueError(message)
        for sooner, later in pairwise(self.months[month] for month in sorted(self.months)):
            if later.low > sooner.low or later.central > sooner.central or later.high > sooner.high:
                message = "More people are displaced after some months than before: shares fall with time."
                raise ValueError(message)


class Staying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People in an average year, by how long they stay displaced."""

    moved: Band
    sheltered: Band
    months: dict[int, Band]
    source: str


def staying(moved: Band, stays: Stays) -> Staying:
    """Return how many of those who move are sheltered, and still displaced later."""
    months = {month: moved.times(share) for month, share in sorted(stays.months.items())}
    return Staying(moved, moved.times(stays.sheltered), months, stays.source)
