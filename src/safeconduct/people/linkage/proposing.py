"""Who may be registered already: the one function that every way into the register calls.

Adding one person, importing a file and synchronising a device call :func:`proposals`. What it returns is proposed, with
reasons; :mod:`.adjudication` says who decides.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def proposed(found: pa.Table, using: dict[str, Any], least: float = LEAST) -> list[Proposal]:
    """Return the pairs of a table as proposals. Where nothing of the names is alike, nothing is proposed."""
    weights = bits(using)
    names = {comparison: names_of_levels(comparison) for comparison in COMPARISONS}
    made = []
    for row in found.to_pylist():
        if row["match_probability"] < least:
            continue
        cases = {comparison: names[comparison][row[f"gamma_{comparison}"]] for comparison in COMPARISONS}
        if not ALIKE & {cases["given"], cases["family"], cases["father"]}:
            continue
        reasons = tuple(
            Reason(comparison, case, round(weights[comparison][row[f"gamma_{comparison}"]], 2))
            for comparison, case in cases.items()
        )
        one, other = sorted((row["unique_id_l"], row["unique_id_r"]))
        made.append(Proposal(one, other, row["match_probability"], reasons))
    return made
