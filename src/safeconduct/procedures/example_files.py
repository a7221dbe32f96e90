"""How a worked example is read: its words, and a message with the line for each that cannot be understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from safeconduct.procedures.model import Place
from safeconduct.procedures.reading import Block, Listing, Node, Word, read_file, read_text
from safeconduct.procedures.state import Act, Verb

_VERBS: tuple[Verb, ...] = get_args(Verb)
_TOP = ("title", "procedure", "state", "part", "circumstances", "people", "filed", "steps")
_STEP = ("on", "until", "by", "of", "expect", "refused", "follows", *_VERBS)
_YES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Failure:
    """What does not hold, and where it is said."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class ExampleUnreadable(ValueError):
    """An example that cannot be run, with the line that stands in the way."""

    def __init__(self, place: Place, text: str) -> None:
        self.failure = Failure(place, text)
        super().__init__(str(self.failure))


@dataclass(frozen=True, slots=True)
class Scene:
    """One line of an example: an act, a day to which time passes, what must be so then, or several of them."""

    place: Place
    day: date
    act: Act | None = None
    refused: bool = False
    expect: Block | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example as it was read."""

    title: str
    procedure: str
    state: str
    part: str | None
    filed: date
    circumstances: dict[str, bool]
    people: dict[str, int]
    scenes: tuple[Scene, ...]
    place: Place


def load_example(path: Path | str, label: str = "") -> Example:
    """The example of a file. Raises :class:`ExampleUnreadable` or what the reader of YAML says."""
    return _example(read_file(Path(path), label or str(path)))


def example_of(text: str, label: str = "example.yaml") -> Example:
    """The example of a text that stands in no file."""
    return _example(read_text(text, label))


def _example(root: Block) -> Example:
    _only(root, _TOP)
    return Example(
        title=text_of(_needed(root, "title")),
        procedure=text_of(_needed(root, "procedure")),
        state=text_of(_needed(root, "state")),
        part=text_of(part) if (part := root.get("part")) else None,
        filed=day_of(_needed(root, "filed")),
        circumstances={k: yes_of(v) for k, v in _optional(root, "circumstances").items()},
        people={k: number_of(v) for k, v in _optional(root, "people").items()},
        scenes=tuple(_scene(item) for item in _listing(_needed(root, "steps")).items),
        place=root.place,
    )


def _scene(node: Node) -> Scene:
    block = block_of(node)
    _only(block, _STEP)
    when = block.get("on") or block.get("until")
    if when is None:
        raise ExampleUnreadable(block.place, "This step has no day. Write 'on: 2027-01-31' or 'until: 2027-01-31'.")
    day = day_of(when)
    expect = block.get("expect")
    refused = block.get("refused")
    return Scene(
        block.place,
        day,
        _act_of(block, day),
        refused is not None and yes_of(refused),
        block_of(expect) if expect is not None else None,
    )


def _act_of(block: Block, day: date) -> Act | None:
    verbs = [v for v in _VERBS if v in block.entries]
    if len(verbs) > 1:
        raise ExampleUnreadable(block.place, f"One step holds one act, not both {verbs[0]} and {verbs[1]}.")
    if not verbs:
        return None
    by, of, follows = block.get("by"), block.get("of"), block.get("follows")
    if by is None and verbs[0] not in ("serves", "returns"):
        raise ExampleUnreadable(block.place, f"Who {verbs[0]} it? Write 'by: PARTY'.")
    others = follows is not None and text_of(follows) == "the others"
    return Act(
        day,
        text_of(by) if by is not None else "",
        verbs[0],
        text_of(block.entries[verbs[0]]),
        text_of(of) if of is not None else "",
        "the others" if others else "the one",
    )


def _only(block: Block, known: tuple[str, ...]) -> None:
    for key, node in block.entries.items():
        if key not in known:
            raise ExampleUnreadable(node.place, f"'{key}' is not a word of examples. Write one of: {', '.join(known)}.")


def _needed(block: Block, key: str) -> Node:
    node = block.get(key)
    if node is None:
        raise ExampleUnreadable(block.place, f"'{key}' is missing.")
    return node


def _optional(block: Block, key: str) -> dict[str, Node]:
    node = block.get(key)
    return block_of(node).entries if node is not None else {}


def block_of(node: Node) -> Block:
    """Take a node as a mapping."""
    if isinstance(node, Block):
        return node
    raise ExampleUnreadable(node.place, "A mapping is needed here, as in {key: value}.")


def _listing(node: Node) -> Listing:
    if isinstance(node, Listing):
        return node
    raise ExampleUnreadable(node.place, "A list is needed here, as in [one, two].")


def text_of(node: Node) -> str:
    """Take a node as a word."""
    if isinstance(node, Word):
        return node.text
    raise ExampleUnreadable(node.place, "A word is needed here, not a list or a mapping.")


def texts_of(node: Node) -> list[str]:
    """Take a node as words: a list of them, or one."""
    return [text_of(item) for item in node.items] if isinstance(node, Listing) else [text_of(node)]


def day_of(node: Node) -> date:
    """Take a node as a day."""
    try:
        return date.fromisoformat(text_of(node))
    except ValueError:
        raise ExampleUnreadable(node.place, f"'{text_of(node)}' is no day. Write it as in 2027-01-31.") from None


def number_of(node: Node) -> int:
    """Take a node as a whole number."""
    text = text_of(node)
    if not text.isdecimal():
        raise ExampleUnreadable(node.place, f"'{text}' is no number.")
    return int(text)


def yes_of(node: Node) -> bool:
    """Take a node as yes or no."""
    text = text_of(node)
    if text not in _YES:
        raise ExampleUnreadable(node.place, f"'{text}' is neither yes nor no.")
    return _YES[text]
