"""Runs mutations and says of each whether the checker was right, missed a break or raised a wrong alarm."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from safeconduct.procedures.checker import check, check_alone
from safeconduct.procedures.loader import Unreadable
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.report import Report
from tests.mutations import broken_decisions, broken_duties, broken_time
from tests.mutations import harmless as harmless_changes
from tests.mutations.mutation import HARMLESS, Mutation
from tests.mutations.published import charter, original, read, tree_of

Judgement = Literal["right", "missed", "wrong alarm"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker said of one mutation. ``found``: promises newly violated, or the codes of the loader."""

    procedure: str
    id: str
    label: str
    found: tuple[str, ...]
    judgement: Judgement

    @property
    def harmless(self) -> bool:
        """Whether nothing should have been found."""
        return self.label == HARMLESS


def mutations_of(name: str) -> tuple[Mutation, ...]:
    """Every mutation of one procedure, broken ones first, always in the same order."""
    operators = (
        *broken_time.OPERATORS,
        *broken_decisions.OPERATORS,
        *broken_duties.OPERATORS,
        *harmless_changes.OPERATORS,
    )
    tree = tree_of(name)
    found = tuple(mutation for operator in operators for mutation in operator(name, tree))
    twice = [name for name, count in Counter(m.id for m in found).items() if count > 1]
    assert not twice, f"{name}: two mutations have the id {twice}"
    return found


def judged(name: str, mutation: Mutation) -> Verdict:
    """Change the text, read it, check it, and compare with what was found before."""
    tree = copy.deepcopy(tree_of(name))
    mutation.change(tree)
    try:
        procedure = read(tree, name, mutation.comment)
    except Unreadable as error:
        codes = tuple(sorted({m.code for m in error.mistakes}))
        return Verdict(name, mutation.id, mutation.label, codes, _refusal(mutation, codes))
    new = _new_alone(name, procedure) if mutation.harmless else _new_beside(name, procedure, mutation.signature)
    found = tuple(f"promise {number}" for number in sorted(new))
    return Verdict(name, mutation.id, mutation.label, found, _judgement(mutation, new))


def _new_alone(name: str, procedure: Procedure) -> set[int]:
    """The promises of which more is violated than before. Names may have changed, so things are counted."""
    after, before = _violated(check_alone(procedure, charter())), _before(name, alone=True)
    return {number for number, _ in after if _count(after, number) > _count(before, number)}


def _new_beside(name: str, procedure: Procedure, signature: bool) -> set[int]:
    """The promises of which something is violated that was not before, compared with the published text."""
    after = check(procedure, charter(), original(name))
    new = {number for number, _ in _violated(after) - _before(name, alone=False)}
    return new | {f.promise for f in after.findings} if signature else new


def _judgement(mutation: Mutation, new: set[int]) -> Judgement:
    if mutation.harmless:
        return "wrong alarm" if new else "right"
    return "right" if new & mutation.promises else "missed"


def _refusal(mutation: Mutation, codes: Iterable[str]) -> Judgement:
    if mutation.harmless:
        return "wrong alarm"
    return "right" if mutation.codes & set(codes) else "missed"


Violated = Counter[tuple[int, str]]


@cache
def _before(name: str, alone: bool) -> Violated:
    procedure = original(name)
    return _violated(check_alone(procedure, charter()) if alone else check(procedure, charter(), procedure))


def _violated(report: Report) -> Violated:
    """Violations by promise and by what is said; a violated promise counts even if it lists nothing."""
    found = Counter((f.promise, str(f.text)) for f in report.findings if f.status == "violated")
    for promise in report.promises:
        if promise.status == "violated" and not any(number == promise.number for number, _ in found):
            found[promise.number, ""] += 1
    return found


def _count(found: Violated, number: int) -> int:
    return sum(count for (promise, _), count in found.items() if promise == number)
