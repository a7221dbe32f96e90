"""YAML read once, with the place of every word, and with limits that hold before anything is built.

A procedure file is plain words: mappings, lists and scalars. Everything else that YAML can say (anchors, tags,
merge keys, several documents) is refused, because a lawyer who reads the file must see all that it says, and
because such features let a small file grow without bound. Every scalar stays the text that stands in the file:
whether ``no`` means *no* or is a name is decided by the word under which it stands, never by its spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from safeconduct.procedures.messages import Mistake, Unreadable, mistake
from safeconduct.procedures.model import Place

MOST_BYTES = 256 * 1024
MOST_LINES = 5_000
MOST_IN_A_LINE = 5_000
MOST_DEPTH = 20
MOST_NODES = 20_000


@dataclass(slots=True, eq=False)
class Word:
    """A scalar: its text as written, and its line."""

    text: str
    place: Place


@dataclass(slots=True, eq=False)
class Listing:
    """A list of nodes in the order of the file."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """A mapping in the order of the file. Each entry's node carries the line of its key."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The node under ``key``, or nothing."""
        return self.entries.get(key)


Node: TypeAlias = "Word | Listing | Block"


def read_file(path: Path, label: str = "") -> Block:
    """Read one file; ``label`` is how messages name it (the path itself if not given)."""
    label = label or str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(mistake("no-such-file", Place(label), why=error.strerror or "unreadable")) from error
    return read_bytes(data, label)


def read_bytes(data: bytes, label: str) -> Block:
    """Read the bytes of one file."""
    if len(data) > MOST_BYTES:
        raise Unreadable(mistake("too-long", Place(label), most=MOST_BYTES // 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(mistake("not-utf-8", Place(label, line))) from error
    return _read(text, label)


def read_text(text: str, label: str) -> Block:
    """Read a text that is already decoded, as an editor sends it."""
    if len(text) > MOST_BYTES:
        raise Unreadable(mistake("too-long", Place(label), most=MOST_BYTES // 1024))
    return read_bytes(text.encode("utf-8", "surrogatepass"), label)


def _read(text: str, label: str) -> Block:
    _refuse_odd_text(text, label)
    builder = _Builder(label)
    try:
        for event in _events(text):
            builder.take(event)
    except YAMLError as error:
        raise Unreadable(_syntax(error, label)) from error
    return builder.result()


def _refuse_odd_text(text: str, label: str) -> None:
    """What costs the parser time and says nothing: control characters and endless lines."""
    control = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise Unreadable(mistake("control-character", Place(label, line), number=f"{ord(control[0]):04X}"))
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise Unreadable(mistake("too-many-lines", Place(label, MOST_LINES + 1), most=MOST_LINES))
    for number, words in enumerate(lines, 1):
        if len(words) > MOST_IN_A_LINE:
            raise Unreadable(mistake("line-too-long", Place(label, number), most=MOST_IN_A_LINE))


def _events(text: str) -> Iterator[Event]:
    """The events of ruamel.yaml's own parser, one by one, so that a limit stops the reading where it is passed."""
    yield from YAML(typ="safe", pure=True).parse(text)


def _syntax(error: YAMLError, label: str) -> Mistake:
    if not isinstance(error, MarkedYAMLError):
        return mistake("not-yaml", Place(label), why=str(error).splitlines()[0])
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    return mistake("not-yaml", Place(label, line), why=error.problem or error.context or "it cannot be read")


class _Builder:
    """Makes nodes of events and refuses what a procedure file may not hold."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.root: Node | None = None
        self.documents = 0
        self.nodes = 0
        self.open: list[Block | Listing] = []
        self.keys: list[tuple[str, Place] | None] = []

    def take(self, event: Event) -> None:
        """One event."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.open.pop()
            self.keys.pop()
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._collection(event)
        elif isinstance(event, AliasEvent):
            self._refuse("anchor", event, name=event.anchor)
        elif isinstance(event, DocumentStartEvent):
            self._document(event)

    def result(self) -> Block:
        """The whole document, which must be a mapping."""
        if self.root is None or (isinstance(self.root, Word) and not self.root.text):
            raise Unreadable(mistake("empty-file", Place(self.label)))
        if not isinstance(self.root, Block):
            raise Unreadable(mistake("not-a-mapping", self.root.place))
        return self.root

    def _document(self, event: DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._refuse("several-documents", event)
        if event.version or event.tags:
            self._refuse("directive", event)

    def _scalar(self, event: ScalarEvent) -> None:
        self._plain_words_only(event)
        text = event.value
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        place = self._place(event)
        if self._key_is_due():
            self._key(text, place, event)
        else:
            self._put(Word(text, place))

    def _key(self, text: str, place: Place, event: ScalarEvent) -> None:
        block = self.open[-1]
        assert isinstance(block, Block)  # noqa: S101 - for the type checker: only blocks have keys
        if text == "<<" and event.style is None:
            self._refuse("merge-key", event)
        if not text:
            self._refuse("key-not-a-word", event)
        if text in block.entries:
            self._refuse("duplicate-key", event, name=text, first=block.entries[text].place.line)
        self.keys[-1] = (text, place)

    def _collection(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self._plain_words_only(event)
        if self._key_is_due():
            self._refuse("key-not-a-word", event)
        if len(self.open) >= MOST_DEPTH:
            self._refuse("too-deep", event, most=MOST_DEPTH)
        place = self._place(event)
        node: Block | Listing = Block(place) if isinstance(event, MappingStartEvent) else Listing(place)
        self._put(node)
        self.open.append(node)
        self.keys.append(None)

    def _put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, Listing):
            parent.items.append(node)
        elif key:
            node.place = key[1]
            parent.entries[key[0]] = node
            self.keys[-1] = None

    def _key_is_due(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1], Block) and self.keys[-1] is None

    def _plain_words_only(self, event: ScalarEvent | CollectionStartEvent) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._refuse("too-many-parts", event, most=MOST_NODES)
        if event.anchor is not None:
            self._refuse("anchor", event, name=event.anchor)
        if event.tag is not None:
            self._refuse("tag", event, name=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def _place(self, event: Event) -> Place:
        return Place(self.label, event.start_mark.line + 1)

    def _refuse(self, code: str, event: Event, **values: object) -> None:
        raise Unreadable(mistake(code, self._place(event), **values))
