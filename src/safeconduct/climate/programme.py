"""A programme: a study, measures and terms in one file, and the portfolio that it asks for."""

from __future__ import annotations

from pathlib import Path

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from safeconduct.climate.assumptions import Quantity
from safeconduct.climate.averted import Averted, averted_by
from safeconduct.climate.measures import Measure
from safeconduct.climate.portfolio import Portfolio, Terms, best_portfolio
from safeconduct.climate.refusal import Unusable
from safeconduct.climate.study import assumptions_of, read_data, read_study


class Programme(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"price_year": "price year"}):
    """The file of a programme. Costs without currency and year are no costs."""

    programme: str
    study: str
    """The file of the study, from the folder of the programme."""
    quantity: Quantity
    currency: str
    price_year: int
    terms: Terms
    measures: tuple[Measure, ...]


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is proposed to whoever decides."""

    programme: str
    quantity: Quantity
    currency: str
    price_year: int
    synthetic: bool
    sources: tuple[str, ...]
    portfolio: Portfolio


def read_programme(file: Path) -> Programme:
    """Read the file of a programme.

    Raises:
        Unusable: it cannot be read, or lacks something, such as currency or year of prices.

    """
    try:
        return msgspec.convert(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")), Programme)
    except (msgspec.ValidationError, YAMLError, OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file.name}: {error}.", "Correct that entry.") from None


def averted_in(programme: Programme, folder: Path) -> tuple[Averted, bool, tuple[str, ...]]:
    """Compute what sets of measures avert today; also whether data are made up, and their sources."""
    study = read_study(folder / programme.study)
    hazard, exposure = read_data(study, (folder / programme.study).parent)
    asked = next((one for one in study.quantities if one.quantity == programme.quantity), None)
    if asked is None:
        problem = f"{programme.study} does not ask for {programme.quantity}."
        raise Unusable(problem, "Name a quantity of the study.")
    found = averted_by(hazard, exposure, assumptions_of(asked, exposure.classes), programme.measures)
    origins = (hazard.origin, exposure.origin)
    return found, any(origin.synthetic for origin in origins), tuple(origin.words for origin in origins)


def proposed(programme: Programme, folder: Path) -> Proposal:
    """Return the portfolio that averts most under the terms of a programme.

    Raises:
        Unusable: a file cannot be used, or nothing keeps to the terms.

    """
    averted, synthetic, sources = averted_in(programme, folder)
    portfolio = best_portfolio(averted, programme.terms)
    return Proposal(
        programme.programme,
        programme.quantity,
        programme.currency,
        programme.price_year,
        synthetic,
        sources,
        portfolio,
    )
