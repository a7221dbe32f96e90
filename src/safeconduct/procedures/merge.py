"""National law as a difference to Union law: four verbs, merged once, before anything else is looked at.

``changes`` must exist in the base, ``adds`` must not, ``fills`` must be left to national law, ``left out`` needs a
reason and a law. Blocks are merged word by word; lists and thoughts that only make sense whole (a silence, grounds,
what follows an annulment) are replaced whole. The order of the base is kept and additions come last, because order
decides ties. Every node keeps the file and line of the last hand on it; what is missing is reported at its parent.
"""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import LEFT_OPEN
from safeconduct.procedures.reading import Block, Node, Word
from safeconduct.procedures.words import BODY, HEAD, PART, Each, Kind, Words, kind_below

ARROW = " > "
OWN_HEAD = (*HEAD, "specialises", "called", "was", "calendar", "left out", "stays open")


def merge(base: Block, special: Block, notes: Notes) -> Block:
    """The whole text: ``base`` with the differences of ``special``, and the head of ``special``."""
    merged = _copy(base, frozenset(HEAD) | {"called", "was", "left out", "stays open", "specialises"})
    merger = _Merger(open_sources(base), notes)
    for verb, take in (("changes", merger.change), ("fills", merger.fill)):
        patch = special.get(verb)
        if isinstance(patch, Block):
            take(merged, patch, PART)
    _leave_out(merged, special.get("left out"), notes)
    patch = special.get("adds")
    if isinstance(patch, Block):
        merger.add(merged, patch, PART)
    _own_words(merged, special)
    whole = _with_head(merged, special)
    if not notes:
        _held_open(whole, special.get("stays open"), notes)
    return whole


def _copy(node: Block, without: frozenset[str] = frozenset()) -> Block:
    entries = {k: _copy(v) if isinstance(v, Block) else v for k, v in node.entries.items() if k not in without}
    return Block(node.place, entries)


def open_sources(tree: Block) -> frozenset[str]:
    """The sources that stand for the law of each state."""
    sources = tree.get("sources")
    if not isinstance(sources, Block):
        return frozenset()
    return frozenset(
        key for key, node in sources.entries.items() if isinstance(node, Block) and _says_yes(node, "open")
    )


def _says_yes(node: Block, word: str) -> bool:
    value = node.get(word)
    return isinstance(value, Word) and value.text == "yes"


class _Merger:
    """Applies one verb after the other; paths are only for messages."""

    def __init__(self, open_keys: frozenset[str], notes: Notes) -> None:
        self.open_keys = open_keys
        self.notes = notes

    def change(self, base: Block, patch: Block, kind: Kind, path: tuple[str, ...] = ()) -> None:
        """What stands under ``changes``."""
        for key, node in patch.entries.items():
            old, below = base.get(key), kind_below(kind, key)
            if old is None:
                self._missing("changes-nothing", base, kind, node, (*path, key))
            elif deep := _deep(old, node, below):
                self.change(*deep, (*path, key))
            else:
                base.entries[key] = node

    def fill(self, base: Block, patch: Block, kind: Kind, path: tuple[str, ...] = (), around: bool = False) -> None:
        """What stands under ``fills``; ``around`` says whether the block around is left to national law."""
        left = is_left_open(base, self.open_keys, around)
        for key, node in patch.entries.items():
            old, below = base.get(key), kind_below(kind, key)
            if old is None and not (left and isinstance(kind, Words)):
                self._missing("fills-nothing", base, kind, node, (*path, key))
            elif old is not None and (deep := _deep(old, node, below)):
                self.fill(*deep, (*path, key), left)
            elif old is None or left or (isinstance(old, Word) and old.text == LEFT_OPEN):
                base.entries[key] = node
            else:
                self.notes.add("fills-decided", node.place, name=ARROW.join((*path, key)))

    def add(self, base: Block, patch: Block, kind: Kind, path: tuple[str, ...] = ()) -> None:
        """What stands under ``adds``."""
        for key, node in patch.entries.items():
            old, below = base.get(key), kind_below(kind, key)
            if old is None:
                base.entries[key] = _copy(node) if isinstance(node, Block) else node
            elif deep := _deep(old, node, below):
                self.add(*deep, (*path, key))
            else:
                self.notes.add("adds-existing", node.place, name=ARROW.join((*path, key)))

    def _missing(self, code: str, base: Block, kind: Kind, node: Node, path: tuple[str, ...]) -> None:
        name = ARROW.join(path)
        if isinstance(kind, Words) and path[-1] in kind.fields:
            self.notes.add(code, node.place, name=name, instead="Write it under 'adds'.")
        else:
            self.notes.unknown(code, node.place, path[-1], tuple(base.entries), called=name)


def _deep(old: Node, node: Node, kind: Kind | None) -> tuple[Block, Block, Kind] | None:
    """The two blocks and their kind if they are merged word by word; the block is then of the last hand."""
    if not isinstance(old, Block) or not isinstance(node, Block) or not isinstance(kind, (Words, Each)) or kind.whole:
        return None
    old.place = node.place
    return old, node, kind


def is_left_open(block: Block, open_keys: frozenset[str], inherited: bool = False) -> bool:
    """Whether the block's own law is the law of each state (``inherited`` where it cites none)."""
    law = block.get("law")
    if not isinstance(law, Word):
        return inherited
    return any(law.text == key or law.text.startswith(key + " ") for key in open_keys)


def find(tree: Block, path: str) -> tuple[Block, str] | None:
    """The block that holds what ``path`` names, and its key there."""
    *parents, key = path.split(ARROW)
    for part in parents:
        node = tree.get(part)
        if not isinstance(node, Block):
            return None
        tree = node
    return (tree, key) if key in tree.entries else None


def _leave_out(merged: Block, left: Node | None, notes: Notes) -> None:
    for path, node in left.entries.items() if isinstance(left, Block) else ():
        found = find(merged, path)
        if not found or ARROW not in path:
            notes.add("left-out-unknown", node.place, name=path)
            continue
        block, key = found
        del block.entries[key]
        if not block.entries:
            _drop_empty(merged, path)


def _drop_empty(merged: Block, path: str) -> None:
    """A party that may do nothing any more, and a section without entries, are not written."""
    parent = find(merged, path.rpartition(ARROW)[0])
    if parent:
        del parent[0].entries[parent[1]]


def _own_words(merged: Block, special: Block) -> None:
    """Promises and sources are the specialisation's own: by name, replaced or added."""
    for word in ("promises", "sources"):
        own, base = special.get(word), merged.get(word)
        if isinstance(own, Block):
            before = base.entries if isinstance(base, Block) else {}
            merged.entries[word] = Block(own.place, before | own.entries)


def _with_head(merged: Block, special: Block) -> Block:
    own = {word: special.entries[word] for word in OWN_HEAD if word in special.entries}
    return Block(special.place, own | {k: v for k, v in merged.entries.items() if k not in own})


def _held_open(whole: Block, stays: Node | None, notes: Notes) -> None:
    """Each place that is left to national law is filled, or named as open."""
    left = dict(_open_places(whole))
    paths = stays.entries if isinstance(stays, Block) else {}
    for path, node in paths.items():
        if not find(whole, path):
            notes.add("open-unknown", node.place, name=path)
        elif not any(_covers(path, place) for place in left):
            notes.add("open-decided", node.place, name=path)
    for place, node in left.items() if not notes else ():
        if not any(_covers(path, place) for path in paths):
            notes.add("not-filled", node.place, name=place)


def _covers(path: str, place: str) -> bool:
    return place == path or place.startswith(path + ARROW)


def _open_places(whole: Block) -> Iterator[tuple[str, Node]]:
    keys = open_sources(whole)
    for word in BODY:
        node = whole.get(word)
        if isinstance(node, Block) and word not in ("sources", "calendar", "promises"):
            yield from _open_in(node, (word,), keys)


def _open_in(node: Node, path: tuple[str, ...], keys: frozenset[str]) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Word):
        if node.text == LEFT_OPEN:
            yield ARROW.join(path), node
    elif isinstance(node, Block):
        if is_left_open(node, keys):
            yield ARROW.join(path), node
        for key, below in node.entries.items():
            yield from _open_in(below, (*path, key), keys)
