"""``safeconduct climate``: displacement to be expected, each figure as a band."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import typer

from safeconduct.cli.data import read_settings
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.climate.allocation import PRINCIPLES, Share
from safeconduct.climate.allocation import allocate as divide
from safeconduct.climate.band import Band
from safeconduct.climate.composite import Scores, definition_of, read_definition, scores_of
from safeconduct.climate.observation import Comparison, Recalibration, modelled_of, observed_of, recalibrated
from safeconduct.climate.observation import compare as hold_against
from safeconduct.climate.programme import Proposal, proposed, read_programme
from safeconduct.climate.reading.columns import read_indicators, read_places
from safeconduct.climate.reading.idmc import read_country_table, read_events
from safeconduct.climate.refusal import Unusable
from safeconduct.climate.risk import Part
from safeconduct.climate.robustness import Moved, moved_when_dropped
from safeconduct.climate.study import Answer, Answers, answers_of, read_study

app = typer.Typer(name="climate", no_args_is_help=True, help="Displacement by disasters, as bands.")


@app.callback()
def climate() -> None:
    """Displacement by disasters, as bands."""


@app.command()
def risk(
    study: Annotated[Path, typer.Argument(help="A study: hazard, people, curves and thresholds, as YAML.")],
    as_json: AsJson = False,
) -> None:
    """Compute the displacements to be expected, by place and group, with the band over all assumptions."""
    with plainly(as_json), usable():
        found = answers_of(read_study(study), study.parent)
        say("\n\n".join(_told(found)), msgspec.to_builtins(found, str_keys=True), as_json)


@app.command()
def publish(
    study: Annotated[Path, typer.Argument(help="A study, whose answers the pages are to show.")],
    name: Annotated[str, typer.Option(help="Its name in the address: small letters, digits and hyphens.")],
    as_json: AsJson = False,
) -> None:
    """Compute a study and show its answers on the pages of this instance, to everybody."""
    from safeconduct.climate.web.shelf import NAME, put  # noqa: PLC0415 - Django, which no other command here waits for

    with plainly(as_json), usable():
        if not NAME.fullmatch(name):
            raise Trouble(f"{name!r} is no name of a study.", "Use small letters, digits and hyphens.")
        file = put(answers_of(read_study(study), study.parent), name, Path(read_settings().CLIMATE))
        say(f"The page climate/{name}/ shows {study.name}.", {"name": name, "file": str(file)}, as_json)


@app.command()
def index(
    definition: Annotated[str, typer.Argument(help="inform-risk-2020, or a file with a definition.")],
    table: Annotated[Path, typer.Argument(help="CSV or Parquet with a column for each indicator; empty is unknown.")],
    unit: Annotated[str, typer.Option(help="The column with names or codes of the units.")] = "ISO3",
    ranks: Annotated[
        int, typer.Option(help="Show changes of at least so many ranks when an indicator is dropped.")
    ] = 5,
    as_json: AsJson = False,
) -> None:
    """Score and rank by a composite index; what is missing widens the band and is never taken as low."""
    with plainly(as_json), usable():
        tree = read_definition(Path(definition)) if definition.endswith(".yaml") else definition_of(definition)
        units, columns = read_indicators(table, tree, unit)
        scores = scores_of(tree, units, columns)
        moved = moved_when_dropped(scores, columns, ranks)
        say("\n".join(_scored(scores, moved)), _score_facts(scores, moved), as_json)


@app.command()
def allocate(
    places: Annotated[
        Path, typer.Argument(help="CSV or Parquet: place, people, cost, and low, central, high of a score.")
    ],
    budget: Annotated[float, typer.Option(help="How much there is, in the currency of the costs.")],
    currency: Annotated[str, typer.Option(help="The currency, such as USD.")],
    as_json: AsJson = False,
) -> None:
    """Divide support among places under three equity principles, side by side. A person decides between them."""
    with plainly(as_json), usable():
        found = read_places(places)
        shares = {principle: divide(found, budget, principle) for principle in PRINCIPLES}
        lines = [line for principle, each in shares.items() for line in _shared(principle, each, currency)]
        say(
            "\n".join(lines),
            {"currency": currency, "budget": budget, "principles": msgspec.to_builtins(shares)},
            as_json,
        )


@app.command()
def portfolio(
    programme: Annotated[Path, typer.Argument(help="A programme: study, measures, budgets and floor, as YAML.")],
    as_json: AsJson = False,
) -> None:
    """Find the measures that avert most displacement together, under budgets and a floor for the most vulnerable."""
    with plainly(as_json), usable():
        found = proposed(read_programme(programme), programme.parent)
        say("\n".join(_proposal(found)), msgspec.to_builtins(found), as_json)


def _proposal(found: Proposal) -> list[str]:
    best, money = found.portfolio, f"{found.currency} of {found.price_year}"
    proof = "proven best" if best.gap <= 0 else f"another may be better by {best.gap:.2%} at most"
    return [
        f"{found.programme}: {found.quantity}, displacements in an average year",
        *(["  The hazard or the people are SYNTHETIC: made up, not observed."] if found.synthetic else []),
        f"  chosen: {', '.join(best.chosen) or 'nothing'} ({proof})",
        f"  averts {_said(best.averts)} of {_said(best.expected)}, together; summed one by one it would be "
        f"{best.summed:,.0f}",
        f"  costs {best.cost:,.0f} {money}, {best.vulnerable_share:.0%} for the most vulnerable places; "
        f"the floor costs {best.price_of_equity:,.0f} displacements a year",
        *(
            f"  tie: {tie.chosen} or {tie.instead}, {tie.difference.low:,.0f} to {tie.difference.high:,.0f} a year "
            "more; decide and write the reason"
            for tie in best.ties
        ),
        *(f"  out: {name}: {why}" for name, why in best.excluded.items()),
        *(f"  Source: {source}" for source in found.sources),
    ]


@app.command()
def compare(
    events: Annotated[Path, typer.Argument(help="IDMC's table of disaster events (GIDD), .xlsx or .csv.")],
    tables: Annotated[
        list[Path], typer.Argument(help="Country tables of a model; the first is central, all make the band.")
    ],
    hazard: Annotated[str, typer.Option(help="The kind of hazard as IDMC names it, such as Flood.")],
    years: Annotated[str, typer.Option(help="Years of observation, from-to.")] = "2008-2022",
    scenario: Annotated[str, typer.Option(help="The scenario of the tables.")] = "current",
    year: Annotated[int, typer.Option(help="The year of the tables.")] = 2020,
    as_json: AsJson = False,
) -> None:
    """Hold a model's country figures against what was observed, say why they differ, and recalibrate."""
    with plainly(as_json), usable():
        first, last = (int(one) for one in years.split("-"))
        modelled = modelled_of([read_country_table(table, scenario, year) for table in tables], 0)
        found = hold_against(modelled, observed_of(read_events(events), hazard, (first, last)), "housing loss", year)
        factor = recalibrated(found)
        facts = {"comparison": msgspec.to_builtins(found), "recalibration": msgspec.to_builtins(factor)}
        say("\n".join(_compared(hazard, found, factor)), facts, as_json)


def _compared(hazard: str, found: Comparison, factor: Recalibration) -> list[str]:
    first, last = found.observed_years
    band = "" if found.banded else " One table has no band: give tables under other assumptions too."
    change = "errs less" if factor.error_after < factor.error_before else "does not err less"
    times, ratio = factor.factor, found.ratio
    return [
        f"{hazard}: model of {found.modelled_year} beside observation of {first} to {last}, "
        f"{len(found.countries)} countries",
        f"  rank correlation {found.rank_correlation:.2f}; the model expects {ratio.central:.2f} of what was observed "
        f"({ratio.low:.2f} to {ratio.high:.2f}); {found.within} means lie in the band.{band}",
        f"  times {times.central:.2g} ({times.low:.2g} to {times.high:.2g}) it would fit the middle of "
        f"{factor.countries} countries and {change}: wrong by a factor of {factor.error_after:.1f}, "
        f"before {factor.error_before:.1f}",
        *(
            f"  {row.country}: {_said(row.modelled)} modelled, {row.observed.mean:,.0f} observed"
            for row in found.countries
        ),
        *(f"  {why}" for why in found.why),
    ]


@contextmanager
def usable() -> Iterator[None]:
    """Turn what cannot be used into a trouble that names problem and cure."""
    try:
        yield
    except Unusable as error:
        raise Trouble(error.problem, error.cure) from None


def _scored(scores: Scores, moved: tuple[Moved, ...]) -> list[str]:
    tree = scores.definition
    lines = [f"{tree.index}, data of {tree.year}"]
    ranks = scores.ranks
    for row in np.argsort(np.nan_to_num(ranks, nan=np.inf), kind="stable"):
        unit = scores.units[row]
        band, missing = scores.band(unit), scores.unknown(unit)
        rank = "not known" if band is None else f"{ranks[row]:.0f}"
        score = "" if band is None else f": {band.central:.1f} ({band.low:.1f} to {band.high:.1f})"
        lines.append(f"  {rank} {unit}{score}" + (f", unknown: {', '.join(missing)}" if missing else ""))
    lines += [f"  Without {one.dropped}, {one.unit} goes from {one.before} to {one.after}." for one in moved]
    return lines


def _score_facts(scores: Scores, moved: tuple[Moved, ...]) -> dict[str, object]:
    units = {
        unit: {"score": scores.band(unit), "rank": rank, "unknown": scores.unknown(unit)}
        for unit, rank in zip(scores.units, [None if np.isnan(one) else int(one) for one in scores.ranks], strict=True)
    }
    tree = scores.definition
    facts = {"index": tree.index, "year": tree.year, "source": tree.source, "units": units, "moved": moved}
    return dict(msgspec.to_builtins(facts))


def _shared(principle: str, shares: tuple[Share, ...], currency: str) -> list[str]:
    return [f"{principle}:"] + [
        f"  {share.place}: {currency} {share.amount:,.2f}, {share.covered:.0%} of its need ({share.reason})"
        + (f", after {', '.join(share.before)}" if share.reason == "after others" else "")
        + ("; score not known, taken as the highest" if share.unknown else "")
        for share in shares
    ]


def _told(found: Answers) -> list[str]:
    return [f"{found.study}: {found.figure}", *(_answer(answer) for answer in found.answers)]


def _answer(answer: Answer) -> str:
    risk = answer.risk
    synthetic = ["The hazard or the people are SYNTHETIC: made up, not observed."] if risk.synthetic else []
    lines = [
        f"{risk.kind}, {risk.quantity}, {answer.scenario}",
        *synthetic,
        *_part("Everywhere", risk.whole),
        *(line for place in risk.places for line in _part(place.name, place)),
        *_staying(answer),
        f"  Central: {risk.central}. Band over {len(risk.assumptions)} assumptions, not a probability.",
        *(f"  Source: {source}" for source in risk.sources),
        f"  {risk.not_modelled}",
    ]
    return "\n".join(lines)


def _part(name: str, part: Part) -> list[str]:
    groups = [f"    {group}: {_said(band)}" for group, band in part.groups.items()] if len(part.groups) > 1 else []
    rare = [f"    once in {point.years:g} years: {_said(point.people)}" for point in part.curve]
    return [f"  {name}: {_said(part.average)} in an average year", *groups, *rare]


def _staying(answer: Answer) -> list[str]:
    stays = answer.staying
    if stays is None:
        return []
    months = [f"    still displaced after {month} months: {_said(band)}" for month, band in stays.months.items()]
    return [f"  Of those, sheltered: {_said(stays.sheltered)}", *months, f"    ({stays.source})"]


def _said(band: Band | None) -> str:
    return "not known" if band is None else f"{band.central:,.0f} ({band.low:,.0f} to {band.high:,.0f})"
