"""``safeconduct climate``: displacement to be expected, each figure as a band."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from safeconduct.cli.data import read_settings
from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.climate.refusal import Unusable

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
    from safeconduct.climate import telling  # noqa: PLC0415 - Arrow, which no other command waits for
    from safeconduct.climate.study import answers_of, read_study  # noqa: PLC0415

    with plainly(as_json), usable():
        found = answers_of(read_study(study), study.parent)
        say("\n\n".join(telling.answers(found)), msgspec.to_builtins(found, str_keys=True), as_json)


@app.command()
def publish(
    study: Annotated[Path, typer.Argument(help="A study, whose answers the pages are to show.")],
    name: Annotated[str, typer.Option(help="Its name in the address: small letters, digits and hyphens.")],
    as_json: AsJson = False,
) -> None:
    """Compute a study and show its answers on the pages of this instance, to everybody."""
    from safeconduct.climate.study import answers_of, read_study  # noqa: PLC0415 - as above
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
    from safeconduct.climate import telling  # noqa: PLC0415 - as above
    from safeconduct.climate.composite import definition_of, read_definition, scores_of  # noqa: PLC0415
    from safeconduct.climate.reading.columns import read_indicators  # noqa: PLC0415
    from safeconduct.climate.robustness import moved_when_dropped  # noqa: PLC0415

    with plainly(as_json), usable():
        tree = read_definition(Path(definition)) if definition.endswith(".yaml") else definition_of(definition)
        units, columns = read_indicators(table, tree, unit)
        scores = scores_of(tree, units, columns)
        moved = moved_when_dropped(scores, columns, ranks)
        say("\n".join(telling.ranking(scores, moved)), telling.score_facts(scores, moved), as_json)


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
    from safeconduct.climate import telling  # noqa: PLC0415 - as above
    from safeconduct.climate.allocation import PRINCIPLES  # noqa: PLC0415
    from safeconduct.climate.allocation import allocate as divide  # noqa: PLC0415
    from safeconduct.climate.reading.columns import read_places  # noqa: PLC0415

    with plainly(as_json), usable():
        found = read_places(places)
        shares = {principle: divide(found, budget, principle) for principle in PRINCIPLES}
        lines = [line for principle, each in shares.items() for line in telling.shares(principle, each, currency)]
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
    from safeconduct.climate import telling  # noqa: PLC0415 - as above
    from safeconduct.climate.programme import proposed, read_programme  # noqa: PLC0415

    with plainly(as_json), usable():
        found = proposed(read_programme(programme), programme.parent)
        say("\n".join(telling.proposal(found)), msgspec.to_builtins(found), as_json)


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
    from safeconduct.climate import telling  # noqa: PLC0415 - as above
    from safeconduct.climate.observation import compare as hold_against  # noqa: PLC0415
    from safeconduct.climate.observation import modelled_of, observed_of, recalibrated  # noqa: PLC0415
    from safeconduct.climate.reading.idmc import read_country_table, read_events  # noqa: PLC0415

    with plainly(as_json), usable():
        first, last = (int(one) for one in years.split("-"))
        modelled = modelled_of([read_country_table(table, scenario, year) for table in tables], 0)
        found = hold_against(modelled, observed_of(read_events(events), hazard, (first, last)), "housing loss", year)
        factor = recalibrated(found)
        facts = {"comparison": msgspec.to_builtins(found), "recalibration": msgspec.to_builtins(factor)}
        say("\n".join(telling.comparison(hazard, found, factor)), facts, as_json)


@contextmanager
def usable() -> Iterator[None]:
    """Turn what cannot be used into a trouble that names problem and cure."""
    try:
        yield
    except Unusable as error:
        raise Trouble(error.problem, error.cure) from None
