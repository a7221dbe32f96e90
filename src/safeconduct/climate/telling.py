"""What the models answer, in sentences: each figure as a band, with its source, its ties and what is not known."""

from __future__ import annotations

import msgspec
import numpy as np

from safeconduct.climate.allocation import Share
from safeconduct.climate.band import Band
from safeconduct.climate.composite import Scores
from safeconduct.climate.observation import Comparison, Recalibration
from safeconduct.climate.programme import Proposal
from safeconduct.climate.risk import Part
from safeconduct.climate.robustness import Moved
from safeconduct.climate.study import Answer, Answers


def proposal(found: Proposal) -> list[str]:
    """The measures that were chosen, what they avert and cost, ties, and what is out and why."""
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


def comparison(hazard: str, found: Comparison, factor: Recalibration) -> list[str]:
    """A model beside what was observed, country by country, and what times a factor would change."""
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


def ranking(scores: Scores, moved: tuple[Moved, ...]) -> list[str]:
    """Units by rank with their bands, what is unknown of them, and who moves without an indicator."""
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


def score_facts(scores: Scores, moved: tuple[Moved, ...]) -> dict[str, object]:
    """The same for programs."""
    units = {
        unit: {"score": scores.band(unit), "rank": rank, "unknown": scores.unknown(unit)}
        for unit, rank in zip(scores.units, [None if np.isnan(one) else int(one) for one in scores.ranks], strict=True)
    }
    tree = scores.definition
    facts = {"index": tree.index, "year": tree.year, "source": tree.source, "units": units, "moved": moved}
    return dict(msgspec.to_builtins(facts))


def shares(principle: str, shares: tuple[Share, ...], currency: str) -> list[str]:
    """What each place gets under a principle, and why."""
    return [f"{principle}:"] + [
        f"  {share.place}: {currency} {share.amount:,.2f}, {share.covered:.0%} of its need ({share.reason})"
        + (f", after {', '.join(share.before)}" if share.reason == "after others" else "")
        + ("; score not known, taken as the highest" if share.unknown else "")
        for share in shares
    ]


def answers(found: Answers) -> list[str]:
    """The answers of a study, one paragraph each."""
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
