"""Tries the templates of an office: every sheet is set with sample data, in every language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML

from safeconduct.cases.documents import printing
from safeconduct.cases.documents.letters import NoLetters
from safeconduct.cases.documents.model import (
    Acknowledgement,
    Card,
    CourtFile,
    Decision,
    FilePaper,
    Letter,
    Separator,
)
from safeconduct.cases.documents.sources import LIBRARY, TemplateFault, languages, sources

Trial = Callable[[], bytes]


def check_templates(folder: Path | None = None) -> list[TemplateFault]:
    """What is wrong with the templates and words of an office, each fault once."""
    try:
        sources(folder)
    except TemplateFault as fault:
        return [fault]
    found: dict[TemplateFault, None] = {}
    for language in languages(folder):
        for trial in _trials(language, folder):
            if wrong := _fault(trial, language):
                found[wrong] = None
    return list(found)


def _fault(trial: Trial, language: str) -> TemplateFault | None:
    try:
        trial()
    except TemplateFault as fault:
        return fault
    except NoLetters as none:
        return TemplateFault(f"{language}.yaml", 1, none.cause, none.cure)
    return None


def _trials(language: str, folder: Path | None) -> Iterator[Trial]:
    decision, letter = decision_sample(language, "en"), letter_sample(language, "en")
    yield lambda: printing.decision(decision, language, None, folder)
    yield lambda: printing.decision(decision, language, "en", folder)
    yield lambda: printing.decision(decision, language, "en", folder, beside=False)
    yield lambda: printing.decision(replace(decision, draft=True), language, "en", folder)
    yield lambda: printing.letter(letter, language, None, folder)
    yield lambda: printing.letter(letter, language, "en", folder)
    yield lambda: printing.acknowledgement(acknowledgement_sample(), language, folder)
    yield lambda: printing.card(card_sample(), language, folder)
    yield lambda: printing.separators(separator_sample(), language, folder)
    yield lambda: printing.court_file(court_file_sample(), language, folder)


def decision_sample(*languages: str) -> Decision:
    """An invented decision, with the same wording for each language."""
    return msgspec.convert(_worded("decision", languages), Decision)


def letter_sample(*languages: str) -> Letter:
    """An invented letter, with the same wording for each language."""
    return msgspec.convert(_worded("letter", languages), Letter)


def acknowledgement_sample() -> Acknowledgement:
    """An invented acknowledgement."""
    return msgspec.convert(_samples()["acknowledgement"], Acknowledgement)


def card_sample() -> Card:
    """An invented document with a code that says nothing."""
    return msgspec.convert(_samples()["card"], Card)


def separator_sample() -> Separator:
    """Two invented sheets."""
    return msgspec.convert(_samples()["separator"], Separator)


def court_file_sample() -> CourtFile:
    """An invented file with a paper that can be shown, and one that cannot."""
    its = msgspec.convert(_samples()["court file"], CourtFile)
    shown = printing.letter(letter_sample("en"), "en")
    papers = (FilePaper("20 January 2027", "Letter", shown), FilePaper("21 January 2027", "Recording", b"sound"))
    return replace(its, papers=papers)


@lru_cache(maxsize=1)
def _samples() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((LIBRARY / "samples.yaml").read_text(encoding="utf-8")))


def _worded(name: str, codes: Collection[str]) -> dict[str, Any]:
    told = dict(_samples()[name])
    wording = told.pop("wording")
    return told | {"wordings": dict.fromkeys(codes, wording)}
