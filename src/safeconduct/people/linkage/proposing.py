"""Who may be registered already: the one function that every way into the register calls.

Adding one person, importing a file and synchronising a device call :func:`proposals`. What it returns is proposed, with
reasons; :mod:`.adjudication` says who decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from safeconduct.people.linkage.columns import columns
from safeconduct.people.linkage.comparisons import COMPARISONS
from safeconduct.people.linkage.entry import Entry
from safeconduct.people.linkage.linking import pairs
from safeconduct.people.linkage.model import LEAST, model
from safeconduct.people.linkage.proposal import Proposal, Reason
from safeconduct.people.linkage.scoring import bits, scored
from safeconduct.people.linkage.training import names_of_levels

FEW = 200_000
"""So many pairs are weighed at once, one with each other; beyond, the pairs to look at are chosen first."""
NAMES = frozenset({"given", "family", "father"})
ALIKE = frozenset({"same spelling", "other spelling", "slip", "sounds alike", "exchanged", "partly exchanged"})


def proposals(coming: Sequence[Entry], known: Sequence[Entry], least: float = LEAST) -> tuple[Proposal, ...]:
    """Return the pairs of new records with known ones and with one another, the likeliest first.

    ``known`` are the records of the register, or those that its search by name gives for the new ones.
    """
    using, new = model(), {entry.id for entry in coming}
    everybody = [*coming, *(entry for entry in known if entry.id not in new)]
    if len(coming) * len(everybody) <= FEW:
        table = columns(everybody, whole=False)
        found = scored(table.slice(0, len(coming)), table, using)
    else:
        found = pairs(columns(everybody), using, least)
    made: dict[frozenset[str], Proposal] = {}
    for each in proposed(found, using, least):
        if each.one in new or each.other in new:
            made.setdefault(frozenset((each.one, each.other)), each)
    return tuple(sorted(made.values(), key=lambda each: (-each.probability, each.one, each.other)))


def weighed(sides: Sequence[tuple[Entry, Entry]]) -> tuple[Proposal, ...]:
    """Weigh pairs that are known already, however unlikely they are; each entry is the same wherever it stands."""
    using, wanted = model(), {frozenset((one.id, other.id)) for one, other in sides}
    table = columns(list({entry.id: entry for pair in sides for entry in pair}.values()), whole=False)
    made = _reader(using)
    rows = (row for row in scored(table, table, using).to_pylist() if row["unique_id_l"] < row["unique_id_r"])
    return tuple(made(row) for row in rows if frozenset((row["unique_id_l"], row["unique_id_r"])) in wanted)


def proposed(found: pa.Table, using: dict[str, Any], least: float = LEAST) -> list[Proposal]:
    """Return the pairs of a table as proposals. Where nothing of the names is alike, nothing is proposed."""
    made = _reader(using)
    likely = (made(row) for row in found.to_pylist() if row["match_probability"] >= least)
    return [each for each in likely if any(r.case in ALIKE for r in each.reasons if r.comparison in NAMES)]


def _reader(using: dict[str, Any]) -> Callable[[Mapping[str, Any]], Proposal]:
    """What makes a proposal of a row of pairs, with its reasons."""
    weights = bits(using)
    names = {comparison: names_of_levels(comparison) for comparison in COMPARISONS}

    def made(row: Mapping[str, Any]) -> Proposal:
        levels = {comparison: row[f"gamma_{comparison}"] for comparison in COMPARISONS}
        reasons = tuple(
            Reason(comparison, names[comparison][level], round(weights[comparison][level], 2))
            for comparison, level in levels.items()
        )
        one, other = sorted((row["unique_id_l"], row["unique_id_r"]))
        return Proposal(one, other, row["match_probability"], reasons)

    return made
