"""The bytes that stand for a text, and their hash: the same on every machine, whatever comments or spacing.

The hash is over the merged tree. Fixed words are put in the order of the table of words, since ``{to: x, law: y}`` says
what ``{law: y, to: x}`` says; names that the author chose keep the order of the file, since order decides ties.
"""

from __future__ import annotations

import json
from hashlib import sha256

from safeconduct.procedures.reading import Block, Listing, Node
from safeconduct.procedures.words import MERGED, Kind, Several, Silent, Words, kind_below

Plain = object


def canonical(tree: Node, kind: Kind = MERGED) -> bytes:
    """The canonical bytes of a tree: JSON without spaces, mappings as lists of pairs, in UTF-8."""
    return json.dumps(_plain(tree, kind), ensure_ascii=False, separators=(",", ":")).encode()


def hash_of(tree: Node, kind: Kind = MERGED) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return sha256(canonical(tree, kind)).hexdigest()


def _plain(node: Node, kind: Kind | None) -> Plain:
    if isinstance(node, Block):
        return {"of": [[key, _plain(node.entries[key], kind_below(kind, key))] for key in _order(node, kind)]}
    if isinstance(node, Listing):
        below = kind.of if isinstance(kind, Several) else None
        return [_plain(item, below) for item in node.items]
    # One item may stand without brackets; it says the same as a list of one.
    return [node.text] if isinstance(kind, Several) else node.text


def _order(node: Block, kind: Kind | None) -> list[str]:
    fixed = tuple(_fixed(kind))
    names = [key for key in node.entries if key not in fixed]
    return [word for word in fixed if word in node.entries] + names


def _fixed(kind: Kind | None) -> dict[str, object]:
    if isinstance(kind, Words):
        return dict(kind.fields)
    return dict(kind.claims) if isinstance(kind, Silent) else {}
