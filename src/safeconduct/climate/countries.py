"""Codes of countries and territories, read from the library."""

from __future__ import annotations

from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.climate.refusal import refuse_where
from safeconduct.shell.content import read_content, text_of

FILE = "climate/countries.yaml"


class Countries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes of ISO 3166-1 alpha-3, and those that data use beside them."""

    source: str
    codes: str
    beside: dict[str, str]


@cache
def country_codes() -> frozenset[str]:
    """Return every code that a country or territory may have."""
    found = read_content(text_of(FILE), FILE, Countries)
    return frozenset(found.codes.split()) | frozenset(found.beside)


def refuse_unknown(codes: NDArray[np.str_]) -> None:
    """Refuse codes that no country has.

    Raises:
        Unusable: some are unknown; they are named with their rows.

    """
    unknown = sorted({str(code) for code in np.unique(codes)} - country_codes())
    refuse_where(
        np.isin(codes, unknown),
        f"No country has the code {', '.join(unknown)}.",
        "Use the three letters of ISO 3166-1 alpha-3.",
    )
