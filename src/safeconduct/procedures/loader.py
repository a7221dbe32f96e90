"""Reads a procedure: the file, its base if it has one, and every check that needs no proof.

What is returned is whole and sound in itself; whether it keeps the twelve promises is the checker's question. What is
refused is refused with every mistake that was found, each with place, cause and cure. A first mistake that would bring
others with it (a word that cannot be read, a name that does not exist) is reported before those others are looked for.
"""

from __future__ import annotations

from pathlib import Path

from safeconduct.procedures.library import Library
from safeconduct.procedures.messages import Mistake, Unreadable
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.reading import Block, read_file, read_text
from safeconduct.procedures.texts import charter_of, identity, procedure_of

__all__ = ["Mistake", "Unreadable", "load", "load_charter", "load_text", "load_tree"]


def load(path: Path | str, *, library: Library | None = None) -> Procedure:
    """The procedure of one file. Its base is looked for in ``library``, else beside the file and in the installed one.

    Raises:
        Unreadable: with every mistake.

    """
    path = Path(path)
    shelf = library or Library.around(path)
    return load_tree(read_file(path, str(path)), str(path), shelf)


def load_text(text: str, file: str = "editor.yaml", *, library: Library | None = None) -> Procedure:
    """The procedure of a text that stands in no file, as the editor sends it; ``file`` is its name in messages."""
    return load_tree(read_text(text, file), file, library or Library.default())


def load_tree(tree: Block, file: str, library: Library) -> Procedure:
    """The procedure of a tree that was read already."""
    name = identity(tree)
    whole = library.merged(tree, (name,) if name else ())
    return procedure_of(whole, file, library.charter())


def load_charter(path: Path | str | None = None) -> Charter:
    """The charter of a file, by default the newest of the installed library."""
    if path is None:
        return Library.default().charter()
    return charter_of(read_file(Path(path)), str(path))
