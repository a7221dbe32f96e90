"""A report as plain data, the same for the command line, the HTTP interface and a notebook."""

from __future__ import annotations

from datetime import date
from typing import Any

from safeconduct.procedures.compare import Comparison
from safeconduct.procedures.model import Place
from safeconduct.procedures.report import Bound, Finding, PromiseResult, Report, Say, Story


def report_data(report: Report, start: date | None = None) -> dict[str, Any]:
    """Keys as documented in ``docs/reference/commands.md``; ``start`` dates the stories, else lines carry days only."""
    return {
        "id": report.id,
        "version": report.version.isoformat(),
        "hash": report.hash,
        "charter_hash": report.charter_hash,
        "status": report.status,
        "lawful": bound_data(report.lawful, start),
        "enforced": bound_data(report.enforced, start),
        "promises": [_promise(p, report, start) for p in report.promises],
    }


def bound_data(bound: Bound, start: date | None = None) -> dict[str, Any]:
    """A worst case: ``days`` null means that the law sets no end."""
    return {
        "days": bound.days,
        "days_with_calendar": bound.with_calendar,
        "by_party": dict(bound.by_party),
        "worst_of": dict(bound.worst_of),
        "legs": [
            {"party": g.party, "stage": g.stage, "days": g.days, "clock_stands_still": g.still} for g in bound.legs
        ],
        "open_in": list(bound.open_in),
        "story": _story(bound.story, start),
    }


def _promise(result: PromiseResult, report: Report, start: date | None) -> dict[str, Any]:
    shown = next((f.story for f in result.findings if f.story), report.lawful.story if result.number == 1 else ())
    return {
        "promise": result.number,
        "name": result.name,
        "status": result.status,
        "summary": str(result.summary),
        "bound_days": result.bound_days,
        "by_party": dict(result.by_party),
        "assumptions": [str(a) for a in result.assumptions],
        "findings": [_finding(f, start) for f in result.findings],
        "story": _story(shown, start),
    }


def _finding(finding: Finding, start: date | None) -> dict[str, Any]:
    return {
        "status": finding.status,
        "text": str(finding.text),
        "place": _place(finding.place),
        "cure": str(finding.cure) if finding.cure else None,
        "story": _story(finding.story, start),
    }


def _story(story: Story, start: date | None) -> list[dict[str, Any]]:
    lines = []
    for line in story:
        row: dict[str, Any] = {"day": line.day, "text": str(line.text), "party": line.party or None}
        if start is not None:
            row["date"] = line.on(start).isoformat()
        lines.append(row)
    return lines


def _place(place: Place) -> dict[str, Any] | None:
    return {"file": place.file, "line": place.line} if place.file else None


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """A comparison line by line; ``verdict`` of the whole and of each line."""

    def word(say: Say) -> str:
        return str(say)

    return {
        "old": comparison.old,
        "new": comparison.new,
        "verdict": comparison.verdict,
        "second_signature": comparison.second_signature,
        "lines": [
            {
                "what": word(x.what),
                "old": word(x.old),
                "new": word(x.new),
                "verdict": x.verdict,
                "place": _place(x.place),
            }
            for x in comparison.lines
        ],
    }
