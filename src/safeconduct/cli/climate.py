"""``safeconduct climate``: displacement to be expected, each figure as a band."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from safeconduct.cli.output import AsJson, Trouble, plainly, say
from safeconduct.climate.band import Band
from safeconduct.climate.refusal import Unusable
from safeconduct.climate.risk import Part
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
    with plainly(as_json):
        try:
            found = answers_of(read_study(study), study.parent)
        except Unusable as error:
            raise Trouble(error.problem, error.cure) from None
        say("\n\n".join(_told(found)), msgspec.to_builtins(found, str_keys=True), as_json)


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
