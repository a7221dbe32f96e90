"""Finds the line of a word in a merged text; what is missing is shown at the nearest part above it that exists."""

from __future__ import annotations

from safeconduct.procedures.model import Place, Step
from safeconduct.procedures.reading import Block, Listing, Node, Word


class Places:
    """Places of one whole text."""

    def __init__(self, whole: Block) -> None:
        self.whole = whole

    def of(self, *path: str, item: str = "") -> Place:
        """The place of what stands under ``path``; with ``item``, of that item in its list or block."""
        node: Node = self.whole
        for word in path:
            below = node.get(word) if isinstance(node, Block) else None
            if below is None:
                return node.place
            node = below
        return _item(node, item).place if item else node.place

    def text(self, *path: str) -> str:
        """The word that stands under ``path``, or nothing."""
        node: Node | None = self.whole
        for word in path:
            node = node.get(word) if isinstance(node, Block) else None
        return node.text if isinstance(node, Word) else ""

    def of_step(self, step: Step, *path: str, item: str = "") -> Place:
        """The place of a word of a step."""
        section = ("stages", step.stage) if step.stage else ("at any stage before the end",)
        act = f"{step.by} {'must' if step.must else 'may'}"
        return self.of(*section, act, step.name, *path, item=item)


def _item(node: Node, item: str) -> Node:
    if isinstance(node, Block):
        return node.entries.get(item, node)
    if isinstance(node, Listing):
        return next((below for below in node.items if _says(below, item)), node)
    return node


def _says(node: Node, item: str) -> bool:
    if isinstance(node, Word):
        return node.text == item
    return isinstance(node, Block) and any(_says(below, item) or key == item for key, below in node.entries.items())
