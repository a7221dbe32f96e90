"""What a mutation is, and how one is told from another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutations.published import Tree

HARMLESS = "harmless"
Change = Callable[[Tree], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of a text, labelled before any run.

    ``promises``: one of these must be found violated that was not before; none for a harmless change.
    ``codes``: or the loader may refuse the text with one of these. ``signature``: it is enough that the change is
    reported, since it is not worse by itself but needs a second signature.
    """

    id: str
    change: Change
    promises: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    comment: str = ""
    signature: bool = False

    @property
    def harmless(self) -> bool:
        return not self.promises and not self.codes

    @property
    def label(self) -> str:
        """The label in words."""
        if self.harmless:
            return HARMLESS
        said = [f"promise {n}" for n in sorted(self.promises)]
        return " or ".join(said + (["refused"] if self.codes else []))


Operator = Callable[[str, Tree], Iterator[Mutation]]
"""Given the id and the tree of a procedure, every mutation of one kind that it allows."""


def broken(name: str, change: Change, *promises: int, codes: str = "") -> Mutation:
    """Build a mutation that breaks something; ``codes`` are separated by spaces."""
    return Mutation(name, change, frozenset(promises), frozenset(codes.split()))


def harmless(name: str, change: Change, comment: str = "") -> Mutation:
    """Build a mutation that breaks nothing."""
    return Mutation(name, change, comment=comment)
