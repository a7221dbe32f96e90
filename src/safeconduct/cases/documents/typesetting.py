"""Turns data and a template into PDF/A with a kept typesetter (Typst), whose templates cannot leave their folder.

Data go in as JSON and are only ever shown as text, so that what a person wrote never runs as markup. The same data
give the same bytes, since the time of making is among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import typst

from safeconduct.cases.documents.letters import NoLetters, showable
from safeconduct.cases.documents.sources import LIBRARY, Sources, TemplateFault

ACCESSIBLE: Sequence[typst.PDFStandard] = ("a-2a", "ua-1")
"""PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1): kept for long, tagged, and read aloud in the right order."""

_NO_LETTERS = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_FIRST = re.compile(r"error: (?P<cause>.+)")
_PLACE = re.compile(r"┌─ .*?(?P<file>[^/\s]+):(?P<line>\d+):\d+")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_CURE = "Correct that line, or remove the file to use ours."


def typeset(
    template: str,
    data: Mapping[str, Any],
    made: datetime,
    its: Sources,
    root: Path = LIBRARY,
    standards: Sequence[typst.PDFStandard] = ACCESSIBLE,
) -> bytes:
    """Set a document. ``root`` is the only folder that a template can read from beside its sources.

    Raises:
        TemplateFault, NoLetters: see there.

    """
    text = json.dumps(showable(data), sort_keys=True, ensure_ascii=False)
    ordered = {"main.typ": f'#include "{template}.typ"', **its.texts}
    try:
        return cast(
            bytes,
            compiler(its.folder, root).compile(
                cast(Any, {name: source.encode() for name, source in ordered.items()}),
                format="pdf",
                sys_inputs={"data": text},
                pdf_standards=list(standards),
                timestamp=int(made.timestamp()),
            ),
        )
    except typst.TypstError as error:
        raise _said(error, template, its) from None


def compiler(folder: Path | None, root: Path) -> typst.Compiler:
    """A compiler of its own for each document: they share the fonts, which take longest to find, and nothing else."""
    own = folder / "fonts" if folder is not None else None
    return typst.Compiler(root=root, font_paths=_fonts(own if own is not None and own.is_dir() else None))


@lru_cache(maxsize=8)
def _fonts(folder: Path | None) -> typst.Fonts:
    """Fonts of the office, of installed packages, of the machine, and those that come with the typesetter."""
    return typst.Fonts(font_paths=[*_packaged(), *([folder] if folder is not None else [])])


def _packaged() -> Iterator[Path]:
    """Folders of fonts that were installed as Python packages, which need no system packages."""
    for package in entry_points(group="fontpkg.family"):
        found = find_spec(package.module)
        yield from map(Path, (found.submodule_search_locations if found else None) or ())


def _said(error: typst.TypstError, template: str, its: Sources) -> Exception:
    letters = [_letter(found) for found in _NO_LETTERS.findall(error.diagnostic)]
    if letters:
        return NoLetters(letter for text in letters for letter in text)
    told = _FIRST.search(error.diagnostic)
    cause = told["cause"] if told else error.message
    name, line = _place(error.diagnostic, template, its)
    cure = " ".join(f"{hint[:1].upper()}{hint[1:]}." for hint in error.hints) or _CURE
    return TemplateFault(its.place(name), line, f"{cause[:1].upper()}{cause[1:].rstrip('.')}.", cure)


def _letter(found: str) -> str:
    """A letter as the typesetter quotes it."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found)


def _place(diagnostic: str, template: str, its: Sources) -> tuple[str, int]:
    """Where the fault is: the first place in a file of the office, which calls ours more often wrong than ours are."""
    found = [(place["file"], int(place["line"])) for place in _PLACE.finditer(diagnostic)]
    own = [place for place in found if place[0] in its.own]
    return next(iter(own or [place for place in found if place[0] in its.texts]), (f"{template}.typ", 1))
