"""The twelve promises of a procedure, proven against every behaviour of all parties or shown broken by a story.

:func:`check` is the way in. What each promise means is told in ``docs/reference/promises.md``; how it is decided, in
the module that decides it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from safeconduct.procedures.compare import Comparison, compared
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.proving import check_alone, graphs_of, result
from safeconduct.procedures.report import NOT_WORSE, Finding, Report, Say

__all__ = ["check", "check_alone", "graphs_of"]


def check(procedure: Procedure, charter: Charter, replaced: Procedure | None = None) -> Report:
    """All twelve promises.

    ``replaced`` is what this version or specialisation stands in for (default: what it specialises).
    """
    alone = check_alone(procedure, charter)
    if replaced is None and procedure.specialises:
        replaced = Library.default().load(procedure.specialises)
    comparison = compared(replaced, procedure, charter, check_alone(replaced, charter), alone) if replaced else None
    tenth = result(NOT_WORSE, alone.assumptions, list(_not_worse(comparison)), replaced=bool(replaced))
    return replace(alone, promises=tuple(tenth if p.number == NOT_WORSE else p for p in alone.promises))


def _not_worse(comparison: Comparison | None) -> Iterator[Finding]:
    for line in comparison.lines if comparison else ():
        told: dict[str, object] = {"what": line.what, "old": line.old, "new": line.new}
        if line.verdict == "worse":
            text = Say("worse than what it replaces: {what} (was {old}, is {new})", told)
            cure = Say("give the reason, or keep what was")
            yield Finding(NOT_WORSE, "violated", text, line.place, cure)
        elif line.verdict == "changed":
            text = Say("needs a second signature: {what} (was {old}, is {new})", told)
            yield Finding(NOT_WORSE, "finding", text, line.place)
