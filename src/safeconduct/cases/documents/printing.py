"""Prints decisions, letters, acknowledgements and whole files: data in, bytes of PDF/A out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from safeconduct.cases.documents.model import Acknowledgement, Card, CourtFile, Decision, FilePaper, Letter, Separator
from safeconduct.cases.documents.pictures import Drawn, NotShown, held_to_standard, pictures
from safeconduct.cases.documents.sources import TemplateFault, sources, words
from safeconduct.cases.documents.typesetting import typeset

Draw = Callable[[bytes, str, str, Path], Drawn]
"""Draws a paper, page by page, into a folder, as :func:`~safeconduct.cases.documents.pictures.pictures` does."""
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, in which each file gets a folder of its own


def decision(
    its: Decision,
    language: str,
    translation: str | None = None,
    folder: Path | None = None,
    *,
    beside: bool = True,
) -> bytes:
    """A decision in the language that binds; its translation in a second column, or on the pages that follow.

    ``folder`` has the office's own templates and words. The result is PDF/A-2a and PDF/UA-1.

    Raises:
        TemplateFault, NoLetters: see there.

    """
    data = _data(its, language, folder, translation, beside)
    return typeset("decision", data, its.made, sources(folder))


def letter(
    its: Letter,
    language: str,
    translation: str | None = None,
    folder: Path | None = None,
    *,
    beside: bool = True,
) -> bytes:
    """A request for papers, an invitation to an interview or a notice; else as :func:`decision`."""
    data = _data(its, language, folder, translation, beside)
    return typeset("letter", data, its.made, sources(folder))


def acknowledgement(its: Acknowledgement, language: str, folder: Path | None = None) -> bytes:
    """The sheet that proves what somebody handed in and when; else as :func:`decision`."""
    return typeset("acknowledgement", _data(its, language, folder), its.made, sources(folder))


def card(its: Card, language: str, folder: Path | None = None) -> bytes:
    """The sheet of a credential with its code, to be kept and shown on paper; else as :func:`decision`."""
    return typeset("card", _data(its, language, folder), its.made, sources(folder))


def separators(its: Separator, language: str, folder: Path | None = None) -> bytes:
    """Sheets to lay between letters that are scanned in one go; else as :func:`decision`."""
    return typeset("separator", _data(its, language, folder), its.made, sources(folder))


def court_file(its: CourtFile, language: str, folder: Path | None = None, draw: Draw = pictures) -> bytes:
    """The whole file on numbered folios: cover, contents, entries with their links, every paper.

    A paper that cannot be opened gets a folio that says so. Papers lie as plain files in a folder of their own (in
    memory, where there is one) while the document is set, and are gone when this returns. ``draw`` may draw them
    elsewhere: papers are made by strangers, and what reads them may be led to take much time or memory.
    """
    its_sources, said = sources(folder), words(language, folder)
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as kept:
        drawn = [_drawn(paper, f"paper-{at}", Path(kept), said, draw) for at, paper in enumerate(its.papers, 1)]
        index = _data(replace(its, papers=()), language, folder)
        index["document"]["papers"] = drawn
        try:
            return typeset("court-file", index, its.made, its_sources, Path(kept))
        except TemplateFault:
            # A picture may be at fault, such as one in colours for print; a template at fault stays so.
            index["document"]["papers"] = [_mended(paper, Path(kept), said) for paper in drawn]
            return typeset("court-file", index, its.made, its_sources, Path(kept))


def _data(
    its: Any,  # noqa: ANN401 - any of the documents
    language: str,
    folder: Path | None,
    translation: str | None = None,
    beside: bool = False,
) -> dict[str, Any]:
    other = translation if translation != language else None
    said = {code: dict(words(code, folder)) for code in (language, other) if code}
    told = msgspec.to_builtins(its)
    return {"document": told, "language": language, "translation": other, "beside": beside, "words": said}


def _drawn(paper: FilePaper, name: str, place: Path, said: Mapping[str, str], draw: Draw) -> dict[str, Any]:
    shown = Drawn(())
    missing = paper.missing or ("" if paper.content is not None else said["shown-absent"])
    if paper.content is not None and not missing:
        try:
            shown = draw(paper.content, name, paper.title, place)
        except NotShown as fault:
            missing = said[fault.why]
    digest = hashlib.sha256(paper.content).hexdigest() if paper.content is not None else "–"
    its = msgspec.to_builtins(shown)
    return {"date": paper.date, "title": paper.title, "sha256": digest, "missing": missing, **its}


def _mended(paper: dict[str, Any], place: Path, said: Mapping[str, str]) -> dict[str, Any]:
    """A paper whose pictures can be in PDF/A."""
    try:
        return paper | {"pages": [page | {"path": held_to_standard(page["path"], place)} for page in paper["pages"]]}
    except NotShown as fault:
        return paper | {"pages": [], "missing": said[fault.why]}
