"""`safeconduct procedures`: check, show, draw, compare, and begin a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from safeconduct.cli.output import AsJson, say
from safeconduct.procedures.checker import check as check_promises
from safeconduct.procedures.compare import Comparison
from safeconduct.procedures.compare import compare as compare_two
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import Unreadable, load, load_charter
from safeconduct.procedures.model import Procedure, Stage
from safeconduct.procedures.report import Bound, Report
from safeconduct.procedures.report_data import comparison_data, report_data

app = typer.Typer(help="Read, prove and compare procedures.", no_args_is_help=True)

Found = TypeVar("Found")

PROVEN, VIOLATED, UNREADABLE, FINDINGS = 0, 1, 2, 3

Names = Annotated[list[str] | None, typer.Argument(help="Files, or ids of published procedures (all if none).")]
OneName = Annotated[str, typer.Argument(help="A file, or the id of a published procedure.")]
CharterFile = Annotated[Path | None, typer.Option("--charter", help="Another charter than the published one.")]
Start = Annotated[
    datetime | None, typer.Option("--start", formats=["%Y-%m-%d"], help="The day on which stories begin.")
]


@app.command()
def check(names: Names = None, charter: CharterFile = None, start: Start = None, as_json: AsJson = False) -> None:
    """Prove the twelve promises, or show who breaks which. Exit 0 proven, 1 violated, 2 unreadable, 3 findings only."""
    begins = start.date() if start else None

    def work() -> list[Report]:
        owed = load_charter(charter)
        return [check_promises(found, owed) for found in _found(names)]

    reports = _readable(work, as_json)
    rows: list[dict[str, Any]] = [report_data(r, begins) for r in reports]
    say("\n\n".join(_told(r, begins) for r in reports), {"procedures": rows}, as_json)
    statuses = {r.status for r in reports}
    raise typer.Exit(VIOLATED if "violated" in statuses else FINDINGS if "finding" in statuses else PROVEN)


@app.command()
def show(name: OneName, as_json: AsJson = False) -> None:
    """Print a procedure stage by stage, as it stands after merging."""
    procedure = _readable(lambda: _one(name), as_json)
    say("\n".join(_stages(procedure)), _shown(procedure), as_json)


@app.command()
def draw(
    name: OneName,
    to: Annotated[Path | None, typer.Option("--to", help="Write the SVG to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draw the flow of a procedure as SVG."""
    from safeconduct.procedures.drawing import svg  # noqa: PLC0415 - only this command draws

    drawing = _readable(lambda: svg(_one(name)), as_json)
    if to is not None:
        to.write_text(drawing, encoding="utf-8")
    say(f"{to} is written." if to else drawing, {"svg": drawing, "file": str(to) if to else None}, as_json)


@app.command()
def compare(old: OneName, new: OneName, charter: CharterFile = None, as_json: AsJson = False) -> None:
    """Tell what a person would feel of the change.

    Exit 0 not worse, 1 worse or incomparable, 3 an outcome's word changed.
    """
    found = _readable(lambda: compare_two(_one(old), _one(new), load_charter(charter)), as_json)
    say(_compared(found), comparison_data(found), as_json)
    worse = found.verdict in ("worse", "incomparable")
    raise typer.Exit(VIOLATED if worse else FINDINGS if found.second_signature else PROVEN)


@app.command()
def new(file: Annotated[Path, typer.Argument(help="The file to write.")], as_json: AsJson = False) -> None:
    """Begin a procedure: write a small whole one to change."""
    if file.exists():
        problem = f"{file} exists already and is left as it is."
        say(problem, {"problem": problem, "cure": "Name another file."}, as_json)
        raise typer.Exit(VIOLATED)
    template = files("safeconduct") / "library" / "templates" / "procedure.yaml"
    text = template.read_text(encoding="utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    say(f"{file} is written. Next: safeconduct procedures check {file}", {"file": str(file)}, as_json)


# ---- finding files ---------------------------------------------------------------------------------------------------


def _found(names: list[str] | None) -> list[Procedure]:
    if names:
        return [_one(name) for name in names]
    library = Library.default()
    return [library.load(f"{e.id}@{e.version.isoformat()}") for e in library.procedures()]


def _one(name: str) -> Procedure:
    if Path(name).suffix in (".yaml", ".yml") or Path(name).exists():
        return load(Path(name))
    return Library.default().load(name)


def _readable(work: Callable[[], Found], as_json: bool) -> Found:
    try:
        return work()
    except Unreadable as error:
        rows = [
            {"code": m.code, "file": m.place.file, "line": m.place.line, "cause": m.cause, "cure": m.cure}
            for m in error.mistakes
        ]
        say("\n".join(str(m) for m in error.mistakes), {"mistakes": rows}, as_json)
    except (OSError, LookupError) as error:
        say(str(error).strip("'\""), {"mistakes": [{"cause": str(error).strip("'\"")}]}, as_json)
    raise typer.Exit(UNREADABLE)


# ---- sentences -----------------------------------------------------------------------------------------------------


def _told(report: Report, start: date | None) -> str:
    lines = [f"{report.id} {report.version} ({report.hash[:12]}): {report.status}"]
    lines += [f"  longest time: {_bound(report.lawful)}; if nobody answers: {_bound(report.enforced)}"]
    for promise in report.promises:
        lines.append(f"  {promise.number:>2} {promise.name}: {promise.status}. {promise.summary}")
        for finding in promise.findings:
            where = f"{finding.place}: " if finding.place.file else ""
            lines.append(f"       {finding.status} at {where}{finding.text}")
            lines += [f"         cure: {finding.cure}"] if finding.cure else []
            lines += [f"         {_day(line.day, start)}  {line.text}" for line in finding.story]
    return "\n".join(lines)


def _day(day: int, start: date | None) -> str:
    return f"day {day:>4}" if start is None else f"{date.fromordinal(start.toordinal() + day)}"


def _bound(bound: Bound) -> str:
    if bound.days is None:
        return "no end in law"
    split = ", ".join(f"{party} {days}" for party, days in bound.by_party)
    return f"{bound.days} days ({split}), {bound.with_calendar} with weekends and holidays"


def _stages(procedure: Procedure) -> list[str]:
    lines = [f"{procedure.title} ({procedure.identity})", f"begins in: {procedure.starts_in}"]
    for stage in procedure.stages.values():
        limit = f", at most {stage.limit}" if stage.limit else ""
        lines.append(f"{stage.name}{limit}{': ends as ' + stage.outcome if stage.outcome else ''}")
        lines += [
            f"  {s.by} {'must' if s.must else 'may'} {s.name}{' -> ' + s.to if s.to else ''}" for s in stage.steps
        ]
        if stage.silence:
            lines.append(
                f"  if nothing comes: {stage.silence.kind}{' -> ' + stage.silence.to if stage.silence.to else ''}"
            )
    return lines


def _shown(procedure: Procedure) -> dict[str, object]:
    return {
        "id": procedure.id,
        "version": procedure.version.isoformat(),
        "hash": procedure.hash,
        "title": procedure.title,
        "stages": [_shown_stage(stage) for stage in procedure.stages.values()],
    }


def _shown_stage(stage: Stage) -> dict[str, object]:
    return {
        "name": stage.name,
        "limit": str(stage.limit) if stage.limit else None,
        "outcome": stage.outcome or None,
        "steps": [{"name": s.name, "by": s.by, "must": s.must, "to": s.to or None} for s in stage.steps],
        "if_nothing_comes": stage.silence.kind if stage.silence else None,
    }


def _compared(found: Comparison) -> str:
    lines = [f"{found.new} against {found.old}: {found.verdict}"]
    lines += [f"  {x.verdict:<8} {x.what}: {x.old} -> {x.new}" for x in found.lines]
    return "\n".join(
        [*lines, "  a second signature is needed: a word of outcome changed"] if found.second_signature else lines
    )
