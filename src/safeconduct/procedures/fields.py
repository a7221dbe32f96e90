"""The words of one block, each read as what it is. The shape was checked before: nothing is refused here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from safeconduct.procedures.model import Event, EventKind, Guard, Place, Silence
from safeconduct.procedures.periods import Length, parse_length
from safeconduct.procedures.reading import Block, Listing, Node, Word
from safeconduct.procedures.words import EVENT_WORDS, SILENCE

T = TypeVar("T")


class Fields:
    """The words of one block, each read as what it is."""

    def __init__(self, node: Node | None) -> None:
        self.block = node if isinstance(node, Block) else Block(Place())
        self.place = self.block.place

    def text(self, word: str, otherwise: str = "") -> str:
        """The word, or ``otherwise`` where it does not stand."""
        node = self.block.get(word)
        return node.text if isinstance(node, Word) else otherwise

    def yes(self, word: str) -> bool:
        """Whether the word says yes."""
        return self.text(word) == "yes"

    def maybe_day(self, word: str) -> date | None:
        """A date that may not stand."""
        text = self.text(word)
        return date.fromisoformat(text) if text else None

    def day(self, word: str) -> date:
        """A date that must stand."""
        return date.fromisoformat(self.text(word))

    def length(self, word: str) -> Length | None:
        """A length that may not stand."""
        text = self.text(word)
        return parse_length(text) if text else None

    def due_length(self, word: str) -> Length:
        """A length that must stand."""
        return parse_length(self.text(word))

    def items(self, word: str) -> tuple[Node, ...]:
        """The items of a list; one without brackets counts as a list of one."""
        node = self.block.get(word)
        if isinstance(node, Listing):
            return tuple(node.items)
        return (node,) if node else ()

    def names(self, word: str) -> tuple[str, ...]:
        """The items as names."""
        return tuple(n.text for n in self.items(word) if isinstance(n, Word))

    def events(self, word: str) -> tuple[Event, ...]:
        """The items as events."""
        return tuple(event(name) for name in self.names(word))

    def fields(self, word: str) -> Fields:
        """The words of the block below."""
        return Fields(self.block.get(word))

    def has(self, word: str) -> bool:
        """Whether the word stands."""
        return word in self.block.entries

    def pairs(self, word: str) -> Iterator[tuple[str, Node]]:
        """The names of the block below, each with its node, in the order of the file."""
        node = self.block.get(word)
        yield from node.entries.items() if isinstance(node, Block) else ()

    def texts(self, word: str) -> dict[str, str]:
        """The names of the block below, each with its word."""
        return {key: node.text for key, node in self.pairs(word) if isinstance(node, Word)}

    def each(self, word: str, build: Callable[[str, Fields], T]) -> dict[str, T]:
        """What ``build`` makes of each name of the block below."""
        return {name: build(name, Fields(node)) for name, node in self.pairs(word)}


def event(text: str) -> Event:
    """``reaching STAGE``, ``service of STEP``, ``silence of LIMIT``, or a step's name."""
    for kind in EVENT_WORDS:
        if text.startswith(kind + " "):
            return Event(_event_kind(kind), text[len(kind) + 1 :])
    return Event("step", text)


def _event_kind(word: str) -> EventKind:
    kinds: dict[str, EventKind] = {"reaching": "reaching", "service of": "service of", "silence of": "silence of"}
    return kinds[word]


def guard(node: Node) -> Guard:
    """A finding's name, or ``{each GROUP: finding}``."""
    if isinstance(node, Block):
        key, value = next(iter(node.entries.items()))
        quantifier, _, group = key.partition(" ")
        finding = value.text if isinstance(value, Word) else ""
        if quantifier == "each":
            return Guard(finding, "each", group)
        return Guard(finding, "any" if quantifier == "any" else "this", group)
    return Guard(node.text if isinstance(node, Word) else "")


def silence(node: Node | None) -> Silence | None:
    """What follows when nothing comes, or nothing if nothing is said."""
    if isinstance(node, Word):
        return Silence(node.text, place=node.place)
    if not isinstance(node, Block):
        return None
    f = Fields(node)
    kind = next((key for key in node.entries if key not in SILENCE.claims), "")
    return Silence(kind, f.text(kind), f.text("claimed by"), f.length("within"), f.text("if not confirmed"), node.place)
