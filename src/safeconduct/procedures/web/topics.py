"""What procedures are about: the topics of the library page, kept as content beside the procedures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext

from safeconduct.procedures.reading import Block, Listing, Word, read_file
from safeconduct.procedures.web.shelf import library

FILE = "topics.yaml"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the page offers it."""

    key: str
    name: str


def topics() -> tuple[Topic, ...]:
    """Every topic, named in the reader's language."""
    return tuple(Topic(key.replace(" ", "-"), _name(key)) for key in listed())


def about(topic: str) -> frozenset[str]:
    """The ids of the procedures under a topic; none for an unknown one."""
    return listed().get(topic.replace("-", " "), frozenset())


@cache
def listed() -> dict[str, frozenset[str]]:
    """The file as it stands: each topic with the ids under it."""
    tree = read_file(library().root / FILE, FILE)
    return {key: frozenset(_names(node)) for key, node in tree.entries.items()} if isinstance(tree, Block) else {}


def _names(node: object) -> list[str]:
    return [item.text for item in node.items if isinstance(item, Word)] if isinstance(node, Listing) else []


def _name(key: str) -> str:
    names = {
        "work": gettext("work"),
        "study and research": gettext("study and research"),
        "family": gettext("family"),
        "identity": gettext("identity"),
        "children": gettext("children"),
        "return": gettext("return"),
        "your data": gettext("your data"),
    }
    return names.get(key, key)
